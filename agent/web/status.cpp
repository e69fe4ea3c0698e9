#include "agent/web/status.hpp"

#include <algorithm>

namespace livetap::web {

namespace {

template <class Card>
void add_worst(std::optional<Verdict>& worst, const std::vector<Card>& cards) {
  for (const auto& card : cards) {
    if (card.verdict) {
      worst = once::worse(worst.value_or(Verdict::ok), *card.verdict);
    }
  }
}

bool is_trouble(const std::optional<Verdict>& verdict) {
  return verdict && *verdict != Verdict::ok;
}

Error in_words(const std::string& message) {
  return {ErrorKind::unavailable, message, "", ""};
}

/// Each measurement with its own words; the probe itself when they say no more than it does.
void add_troubles(std::vector<Status::Trouble>& troubles, const ProbeCard& probe) {
  const auto before = troubles.size();
  for (const auto& part : probe.measurements) {
    const bool same = part.error && probe.error && part.error->message == probe.error->message;
    if (is_trouble(part.verdict) && part.error && !same) {
      troubles.push_back({*part.verdict, probe.name + " / " + part.name, *part.error});
    }
  }
  if (is_trouble(probe.verdict) && probe.error) {
    troubles.insert(troubles.begin() + static_cast<std::ptrdiff_t>(before),
                    {*probe.verdict, probe.name, *probe.error});
  }
}

}  // namespace

std::optional<Verdict> Status::verdict() const {
  std::optional<Verdict> worst;
  add_worst(worst, probes);
  add_worst(worst, sinks);
  add_worst(worst, conditions);
  return worst;
}

std::vector<Status::Trouble> Status::troubles() const {
  std::vector<Trouble> troubles;
  for (const auto& probe : probes) {
    add_troubles(troubles, probe);
  }
  for (const auto& sink : sinks) {
    if (is_trouble(sink.verdict)) {
      troubles.push_back({*sink.verdict, sink.name, in_words(sink.state)});
    }
  }
  for (const auto& condition : conditions) {
    if (is_trouble(condition.verdict)) {
      troubles.push_back({*condition.verdict, condition.name, in_words(condition.reason)});
    }
  }
  std::stable_sort(troubles.begin(), troubles.end(),
                   [](const Trouble& a, const Trouble& b) { return a.verdict > b.verdict; });
  return troubles;
}

std::string undelivered(const Status& status) {
  std::string text;
  for (const auto& sink : status.sinks) {
    if (!sink.delivers) {
      text += sink.name + ": " + sink.state + "\n";
    }
  }
  return text;
}

}  // namespace livetap::web
