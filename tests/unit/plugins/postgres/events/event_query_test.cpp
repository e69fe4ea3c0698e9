#include "plugins/postgres/events/event_query.hpp"

#include <doctest/doctest.h>

#include <random>

#include "fake_source.hpp"

using namespace livetap::postgres;
using livetap::test::FakeSource;
using namespace std::chrono_literals;

namespace {

using Ids = std::vector<std::string>;

/// A query of FakeSource's table that can be started again from what it kept.
class Watch {
 public:
  explicit Watch(std::size_t first = 5, std::chrono::seconds margin = 5s)
      : first_(first), margin_(margin) {
    make();
  }

  std::optional<Failure> gather(FakeSource& source) {
    auto failure = events_->gather(source);
    if (events_->is_changed()) kept_ = events_->state(60 * 1024);
    return failure;
  }
  void restart() {
    make();
    if (!kept_.empty()) REQUIRE(events_->restore(kept_));
  }
  const EventFigures& figures() const { return events_->figures(); }
  EventQuery& events() { return *events_; }
  const std::string& kept() const { return kept_; }

 private:
  void make() {
    Query query = FakeSource::query();
    query.cursor->first = first_;
    query.cursor->margin = margin_;
    events_.emplace(query, 32 * 1024);
  }

  std::size_t first_;
  std::chrono::seconds margin_;
  std::optional<EventQuery> events_;
  std::string kept_;
};

/// `count` rows, a second apart, the newest at the source's now.
void fill(FakeSource& source, int count) {
  for (int i = 0; i < count; ++i) {
    source.insert(source.clock - (count - 1 - i) * 1s, std::to_string(i));
  }
}

}  // namespace

TEST_CASE("the first gather takes the newest rows and no others") {
  FakeSource source;
  fill(source, 10'000);
  Watch watch;
  CHECK_FALSE(watch.gather(source).has_value());
  CHECK(source.ids == Ids{"9995", "9996", "9997", "9998", "9999"});
  watch.gather(source);
  CHECK(source.ids.size() == 5);
  CHECK(source.statements < 60);
}

TEST_CASE("a table with fewer rows is taken whole") {
  FakeSource source;
  fill(source, 3);
  Watch watch;
  watch.gather(source);
  CHECK(source.ids == Ids{"0", "1", "2"});
}

TEST_CASE("in an empty table everything new is an event, and history that is loaded is not") {
  FakeSource source;
  Watch watch;
  watch.gather(source);
  CHECK(source.ids.empty());
  source.insert(source.clock - 24h, "history");
  source.insert(source.clock + 1s, "new");
  source.clock += 1s;
  watch.gather(source);
  CHECK(source.ids == Ids{"new"});
}

TEST_CASE("a gather of nothing new costs one statement") {
  FakeSource source;
  fill(source, 100);
  source.limit = 500;
  Watch watch;
  watch.gather(source);
  source.insert(source.clock + 1s, "new");
  watch.gather(source);
  source.statements = 0;
  watch.gather(source);
  CHECK(source.statements == 1);
}

TEST_CASE("new rows come in their order, across any number of pages") {
  FakeSource source;
  source.limit = 7;
  fill(source, 1);
  Watch watch;
  watch.gather(source);
  source.ids.clear();
  Ids expected;
  for (int i = 0; i < 100; ++i) {
    expected.push_back("n" + std::to_string(1'000 + i));
    source.insert(source.clock + i * 1ms, expected.back());
  }
  watch.gather(source);
  CHECK(source.ids == expected);
}

TEST_CASE("more rows of one time than a page holds are all taken, once") {
  FakeSource source;
  source.limit = 10;
  fill(source, 1);
  Watch watch;
  watch.gather(source);
  for (int i = 0; i < 95; ++i) source.insert(source.clock + 1s, "n" + std::to_string(i));
  watch.gather(source);
  for (int i = 0; i < 5; ++i) source.insert(source.clock + 1s, "late" + std::to_string(i));
  watch.gather(source);
  CHECK(source.taken.size() == 101);
  CHECK(source.each_came_once());
}

TEST_CASE("a row that is committed late is found within the margin and counted") {
  FakeSource source;
  fill(source, 20);
  Watch watch;
  watch.gather(source);
  source.clock += 10s;
  source.insert(source.clock, "later");
  watch.gather(source);
  source.insert(source.clock - 5s, "late");
  source.insert(source.clock - 6s, "too late");
  watch.gather(source);
  CHECK(source.ids.back() == "late");
  CHECK(watch.figures().late == 1);
  CHECK(watch.figures().total == 7);
}

TEST_CASE("nothing comes twice or is lost over a restart, late rows included") {
  FakeSource source;
  fill(source, 20);
  Watch watch;
  watch.gather(source);
  watch.restart();
  source.insert(source.clock - 1s, "late");
  source.insert(source.clock + 1s, "new");
  watch.gather(source);
  CHECK(source.taken.size() == 7);
  CHECK(source.each_came_once());
}

TEST_CASE("what there is no room for comes with the next gathers, also over a restart") {
  FakeSource source;
  fill(source, 1);
  Watch watch;
  watch.gather(source);
  for (int i = 0; i < 1'000; ++i) source.insert(source.clock + i * 1ms, "n" + std::to_string(i));
  for (int i = 0; i < 11; ++i) {
    source.room = 100;
    watch.gather(source);
    CHECK(watch.figures().catching_up == (i < 9));
    if (i == 5) watch.restart();
  }
  CHECK(source.taken.size() == 1'001);
  CHECK(source.each_came_once());
}

TEST_CASE("a flood is read once, not again and again while it is taken") {
  FakeSource source;
  source.limit = 500;
  fill(source, 1);
  Watch watch;
  watch.gather(source);
  for (int i = 0; i < 20'000; ++i) source.insert(source.clock + i * 10us, "n" + std::to_string(i));
  source.rows_read = 0;
  for (int i = 0; i < 20; ++i) {
    source.room = 1'000;
    watch.gather(source);
  }
  CHECK(source.taken.size() == 20'001);
  CHECK(source.each_came_once());
  CHECK(source.rows_read < 35'000);
}

TEST_CASE("a gather that runs out of time goes on in the next") {
  FakeSource source;
  source.limit = 10;
  fill(source, 5'000);
  Watch watch(100);
  for (int i = 0; i < 400; ++i) {
    source.statements_left = 3;
    CHECK_FALSE(watch.gather(source).has_value());
  }
  CHECK(source.taken.size() == 100);
  CHECK(source.each_came_once());
}

TEST_CASE("a query that fails keeps its place") {
  FakeSource source;
  fill(source, 20);
  Watch watch;
  watch.gather(source);
  source.failure = Failure{LIVETAP_ERROR_PROTOCOL, "relation does not exist", ""};
  source.insert(source.clock + 1s, "new");
  REQUIRE(watch.gather(source).has_value());
  CHECK_FALSE(watch.figures().per_minute.has_value());
  source.failure.reset();
  watch.gather(source);
  CHECK(source.ids.back() == "new");
  CHECK(source.taken.size() == 6);
  CHECK(source.each_came_once());
}

TEST_CASE("rows in another order than the cursor's are a mistake, again and again") {
  FakeSource source;
  fill(source, 20);
  source.descending = true;
  Watch watch;
  for (int i = 0; i < 3; ++i) {
    const auto failure = watch.gather(source);
    REQUIRE(failure.has_value());
    CHECK(failure->message.find("order of the cursor") != std::string::npos);
  }
}

TEST_CASE("rows that cannot be events are counted, and hold up no others") {
  FakeSource source;
  fill(source, 5);
  source.rows.push_back({"infinity", "never", ""});
  source.rows.push_back({{}, "no time", ""});
  source.rows.push_back({write_moment(source.clock + 1s), {}, ""});
  source.insert(source.clock + 1s, "twin", "first");
  source.insert(source.clock + 1s, "twin", "second");
  Watch watch(100);
  watch.gather(source);
  CHECK(watch.figures().total == 6);
  CHECK(watch.figures().skipped == 2);
  CHECK(source.warnings.size() == 3);
  source.insert(source.clock + 2s, "new");
  watch.gather(source);
  CHECK(watch.figures().skipped == 2);
  CHECK(source.ids.back() == "new");
  CHECK(source.warnings.size() == 3);
}

TEST_CASE("a whole page of rows without a key is passed") {
  FakeSource source;
  fill(source, 1);
  Watch watch;
  watch.gather(source);
  for (int i = 0; i < 200; ++i) {
    source.rows.push_back({write_moment(source.clock + 1s + i * 1ms), {}, ""});
  }
  source.insert(source.clock + 2s, "behind");
  watch.gather(source);
  CHECK(source.ids.back() == "behind");
}

TEST_CASE("the same key at another time is another event") {
  FakeSource source;
  fill(source, 1);
  Watch watch;
  watch.gather(source);
  source.insert(source.clock + 1s, "a");
  source.insert(source.clock + 2s, "a");
  watch.gather(source);
  watch.gather(source);
  CHECK(source.ids == Ids{"0", "a", "a"});
}

TEST_CASE("a row from the far future hides nothing") {
  FakeSource source;
  fill(source, 5);
  source.insert(source.clock + 24h * 36'500, "2126");
  Watch watch;
  watch.gather(source);
  for (int i = 1; i < 50; ++i) {
    source.clock += 1s;
    source.insert(source.clock, "n" + std::to_string(i));
    watch.gather(source);
  }
  CHECK(source.taken.size() == 5 + 49);
  CHECK(source.each_came_once());
}

TEST_CASE("rows of a clock that is ahead of the database's are events at once, and once") {
  FakeSource source;
  fill(source, 10);
  Watch watch;
  watch.gather(source);
  for (int i = 0; i < 200; ++i) {
    source.clock += 500ms;
    source.insert(source.clock + 3s, "n" + std::to_string(i));
    watch.gather(source);
    CHECK(source.ids.back() == "n" + std::to_string(i));
  }
  CHECK(source.each_came_once());
}

TEST_CASE("a database that was set back is gone on with, without its old rows") {
  FakeSource source;
  fill(source, 100);
  Watch watch;
  watch.gather(source);
  source.rows.resize(50);
  for (int i = 0; i < 10; ++i) watch.gather(source);
  CHECK(source.warnings.empty());
  watch.gather(source);
  REQUIRE(source.warnings.size() == 1);
  CHECK(source.warnings[0].find("begins anew") != std::string::npos);
  CHECK(source.taken.size() == 5);

  source.insert(source.clock - 49s, "replayed");
  watch.gather(source);
  CHECK(source.ids.back() == "replayed");
  watch.restart();
  for (int i = 0; i < 30; ++i) watch.gather(source);
  CHECK(source.warnings.size() == 1);
  CHECK(source.taken.size() == 6);
}

TEST_CASE("a row that comes while it is set back is not taken for an old one") {
  FakeSource source;
  fill(source, 100);
  Watch watch;
  watch.gather(source);
  source.rows.resize(50);
  for (int i = 0; i < 10; ++i) watch.gather(source);
  source.insert(source.clock + 1s, "new");
  watch.gather(source);
  CHECK(source.ids.back() == "new");
  CHECK(source.taken.size() == 6);
}

TEST_CASE("a table that was emptied is waited for") {
  FakeSource source;
  fill(source, 100);
  Watch watch;
  watch.gather(source);
  source.rows.clear();
  for (int i = 0; i < 50; ++i) watch.gather(source);
  CHECK(source.warnings.empty());
  source.insert(source.clock + 1s, "new");
  watch.gather(source);
  CHECK(source.ids.back() == "new");
}

TEST_CASE("a table in another zone than UTC is told of, and gone on with") {
  FakeSource source;
  Watch watch;
  watch.gather(source);
  for (int i = 0; i < 30; ++i) {
    source.clock += 500ms;
    source.insert(source.clock - 5h, "n" + std::to_string(i));
    watch.gather(source);
  }
  REQUIRE(source.warnings.size() == 1);
  CHECK(source.warnings[0].find("UTC") != std::string::npos);
  CHECK(source.ids.back() == "n29");
  CHECK(source.ids.size() > 15);
}

TEST_CASE("an order's later states are events, until it is closed") {
  FakeSource source;
  source.insert(source.clock, "o1", "pending");
  source.insert(source.clock, "o2", "filled");
  Watch watch;
  watch.gather(source);
  CHECK(watch.figures().followed == 1);
  source.rows[0].status = "partly";
  source.rows[1].status = "cancelled";
  watch.gather(source);
  CHECK(source.ids == Ids{"o1", "o2", "o1"});
  watch.gather(source);
  watch.restart();
  source.rows[0].status = "filled";
  watch.gather(source);
  CHECK(source.ids == Ids{"o1", "o2", "o1", "o1"});
  CHECK(watch.figures().followed == 0);
  source.rows[0].status = "odd";
  watch.gather(source);
  CHECK(source.ids.size() == 4);
}

TEST_CASE("a change that there is no room for comes later") {
  FakeSource source;
  source.insert(source.clock, "o1", "pending");
  Watch watch;
  watch.gather(source);
  source.rows[0].status = "filled";
  source.room = 0;
  watch.gather(source);
  CHECK(source.ids.size() == 1);
  source.room = 10;
  watch.gather(source);
  watch.gather(source);
  CHECK(source.ids == Ids{"o1", "o1"});
}

TEST_CASE("an order that was deleted is followed no more") {
  FakeSource source;
  source.insert(source.clock, "o1", "pending");
  source.insert(source.clock, "o2", "filled");
  Watch watch;
  watch.gather(source);
  source.rows.erase(source.rows.begin());
  for (int i = 0; i < 12; ++i) watch.gather(source);
  CHECK(watch.figures().followed == 0);
  CHECK(source.ids.size() == 2);
}

TEST_CASE("what was kept and is damaged is refused as a whole") {
  FakeSource source;
  fill(source, 20);
  Watch watch;
  watch.gather(source);
  std::string kept = watch.kept();
  CHECK_FALSE(watch.events().restore(""));
  CHECK_FALSE(watch.events().restore("\x01"));
  CHECK_FALSE(watch.events().restore(kept.substr(0, kept.size() - 1)));
  kept[kept.size() / 2] = static_cast<char>(kept[kept.size() / 2] ^ 1);
  CHECK_FALSE(watch.events().restore(kept));
}

TEST_CASE("with little room for its state a flood of rows comes once all the same") {
  FakeSource source;
  fill(source, 1);
  Query query = FakeSource::query();
  EventQuery before(query, 1'000);
  before.gather(source);
  for (int i = 0; i < 3'000; ++i) source.insert(source.clock + i * 1ms, "n" + std::to_string(i));
  before.gather(source);
  const std::string kept = before.state(2'000);
  CHECK(kept.size() <= 2'000);
  EventQuery after(query, 1'000);
  REQUIRE(after.restore(kept));
  source.insert(source.clock + 3s, "new");
  after.gather(source);
  CHECK(source.taken.size() == 3'002);
  CHECK(source.each_came_once());
}

TEST_CASE(
    "whatever the order of commits within the margin and whenever it is restarted, every row "
    "comes exactly once") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto below = [&random](unsigned bound) { return random() % bound; };
    FakeSource source;
    source.limit = 1 + below(40);
    fill(source, 10);
    Watch watch;
    watch.gather(source);
    std::vector<std::pair<Moment, std::string>> uncommitted;
    std::size_t written = 0;
    for (int step = 0; step < 300; ++step) {
      source.clock += std::chrono::milliseconds(below(400));
      for (unsigned i = below(8); i > 0; --i) {
        // Few different times, so that many rows share one.
        const Moment time = std::chrono::floor<std::chrono::milliseconds>(source.clock);
        uncommitted.emplace_back(time, "n" + std::to_string(written++));
      }
      // Some are committed now, in any order; all before they are older than the margin.
      std::shuffle(uncommitted.begin(), uncommitted.end(), random);
      for (auto row = uncommitted.begin(); row != uncommitted.end();) {
        if (below(3) == 0 || row->first < source.clock - 4s) {
          source.insert(row->first, row->second, below(5) == 0 ? "pending" : "filled");
          row = uncommitted.erase(row);
        } else {
          ++row;
        }
      }
      source.room = below(4) == 0 ? below(10) : 1'000;
      source.statements_left = static_cast<int>(1 + below(6));
      watch.gather(source);
      if (below(10) == 0) watch.restart();
    }
    for (const auto& [time, id] : uncommitted) source.insert(time, id, "filled");
    source.room = 100'000;
    source.statements_left = 100'000;
    for (int i = 0; i < 5; ++i) watch.gather(source);
    CHECK(source.taken.size() == 5 + written);
    CHECK(source.each_came_once());
  }
}
