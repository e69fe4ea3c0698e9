#include "agent/view/views.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <set>

#include "unit/agent/view/message_lines.hpp"
#include "unit/agent/view/source.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

const ViewOptions two_windows{{{"5m", 5min}, {"1h", 1h}}, 1s};

Names names_of(const std::vector<ViewMessage>& messages) {
  Names names;
  for (const auto& message : messages) {
    names.push_back(message.channel);
  }
  return names;
}

MessageLine first_line(const std::string& payload) {
  return lines_of(payload.substr(0, payload.find('\n'))).front();
}

std::set<std::string> keys_of(const MessageLine& line) {
  std::set<std::string> keys;
  for (const auto& [key, value] : line.fields) {
    keys.insert(key);
  }
  return keys;
}

}  // namespace

TEST_CASE("a measurement has a live channel, its windows and a table") {
  Source source(queue_measurement());
  Budget budget;
  Views views(source.measurement, budget, two_windows);
  const Names all{"queue", "queue_5m", "queue_1h", "queue_table"};
  CHECK(views.channels() == all);
  CHECK(names_of(views.on_snapshot(source.good(queue_rows(2, 1)), source.now)) == all);
}

TEST_CASE("a table measurement has its table only") {
  auto shape = queue_measurement();
  shape.tags.clear();
  shape.table = true;
  Source source(shape);
  Budget budget;
  Views views(source.measurement, budget, two_windows);
  CHECK(views.channels() == Names{"queue_table"});
  CHECK(names_of(views.on_snapshot(source.good([](RowBlock&) {}), source.now)) ==
        Names{"queue_table"});
}

TEST_CASE("what was held back comes with the timer, and then there is nothing due") {
  Source source(queue_measurement());
  Budget budget;
  Views views(source.measurement, budget, {{}, 200ms});
  views.on_snapshot(source.good(queue_rows(1, 1)), source.now);
  CHECK_FALSE(views.next_due().has_value());
  source.pass(200ms);
  CHECK(names_of(views.on_snapshot(source.good(queue_rows(1, 2)), source.now)) == Names{"queue"});
  REQUIRE(views.next_due().has_value());
  source.pass(std::chrono::duration_cast<Milliseconds>(*views.next_due() - source.now.steady));
  CHECK(names_of(views.on_timer(source.now)) == Names{"queue_table"});
  CHECK_FALSE(views.next_due().has_value());
}

TEST_CASE("the first line of every message of a channel has the same fields, whatever happens") {
  Source source(queue_measurement());
  Budget budget;
  Views views(source.measurement, budget, two_windows);
  std::map<std::string, std::set<std::string>> fields;
  std::uint32_t random = 7;
  for (int round = 0; round < 150; ++round) {
    random = random * 1664525U + 1013904223U;
    const auto kind = random >> 29U;
    const auto snapshot =
        kind == 0 ? source.failed() : source.good(queue_rows(static_cast<int>(kind) - 1, round));
    for (const auto& message : views.on_snapshot(snapshot, source.now)) {
      const auto first = keys_of(first_line(*message.payload));
      const auto [known, added] = fields.try_emplace(message.channel, first);
      CHECK(known->second == first);
    }
    source.pass(1s);
  }
  CHECK(fields.size() == 4);
  CHECK(fields["queue_table"].size() == 7);
}

namespace {

/// Bytes of the last minute.
class Minute {
 public:
  void add(std::size_t bytes) {
    bytes_.push_back(bytes);
    sum_ += bytes;
    if (bytes_.size() > 12) {
      sum_ -= bytes_.front();
      bytes_.pop_front();
    }
  }
  double sum() const { return static_cast<double>(sum_); }

 private:
  std::deque<std::size_t> bytes_;
  std::size_t sum_ = 0;
};

bool is_window(const std::string& channel) {
  return channel.ends_with("_25m") || channel.ends_with("_5h");
}

/// Twelve windows, of which a few fit the budget at each gather, five seconds apart.
struct Load {
  Load() {
    for (int i = 0; i < 6; ++i) {
      auto shape = queue_measurement();
      shape.name += std::to_string(i);
      sources.emplace_back(shape);
      views.emplace_back(sources.back().measurement, budget,
                         ViewOptions{{{"25m", 25min}, {"5h", 5h}}, 5s});
    }
  }
  /// Bytes by channel.
  std::map<std::string, std::size_t> gather(int round) {
    std::map<std::string, std::size_t> sizes;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      auto& source = sources[i];
      const auto rows = queue_rows(static_cast<int>(i) + 1, round);
      for (const auto& message : views[i].on_snapshot(source.good(rows), source.now)) {
        sizes[message.channel] = message.payload->size();
      }
      source.pass(5s);
    }
    return sizes;
  }

  Budget budget{{4096, 12288}};
  std::deque<Source> sources;
  std::deque<Views> views;
};

}  // namespace

TEST_CASE("no channel passes its budget, nor all together theirs, in an hour of load") {
  Load load;
  std::map<std::string, Minute> channels;
  Minute all;
  double most_of_one = 0;
  double most_of_all = 0;
  std::size_t largest = 0;
  for (int round = 0; round < 720; ++round) {
    const auto sizes = load.gather(round);
    std::size_t sum = 0;
    for (const auto& [channel, bytes] : sizes) {
      sum += is_window(channel) ? bytes : 0;
      largest = std::max(largest, bytes);
    }
    for (const auto& views : load.views) {
      for (const auto& channel : views.channels()) {
        if (is_window(channel)) {
          const auto sent = sizes.find(channel);
          channels[channel].add(sent == sizes.end() ? 0 : sent->second);
          most_of_one = std::max(most_of_one, channels[channel].sum());
        }
      }
    }
    all.add(sum);
    most_of_all = std::max(most_of_all, all.sum());
  }
  // A minute may hold one message more than its share, of each channel.
  CHECK(channels.size() == 12);
  CHECK(most_of_one <= 60 * 4096.0 + static_cast<double>(largest));
  CHECK(most_of_all <= 60 * 12288.0 + 12 * static_cast<double>(largest));
  CHECK(most_of_all > 0.5 * 60 * 12288.0);
}

TEST_CASE("once windows are full, the plan stays as it is") {
  Load load;
  std::map<std::string, int> before;
  std::map<std::string, int> after;
  for (int round = 0; round < 640; ++round) {
    for (const auto& [channel, bytes] : load.gather(round)) {
      if (channel.ends_with("_25m") && round >= 320) {
        ++(round < 480 ? before : after)[channel];
      }
    }
  }
  CHECK(before == after);
}
