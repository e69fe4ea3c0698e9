#include "agent/dashboard/live_channels.hpp"

#include <doctest/doctest.h>

#include "agent/view/views.hpp"
#include "unit/agent/dashboard/sample_plan.hpp"

using namespace livetap;
using namespace livetap::dashboard;

namespace {

using Names = std::vector<std::string>;

Names names_of(const std::vector<LiveChannel>& channels) {
  Names names;
  for (const auto& channel : channels) {
    names.push_back(channel.name);
  }
  return names;
}

}  // namespace

TEST_CASE("the channels are those that the views push to") {
  const auto plan = test::sample_plan();
  for (const auto& shape : {test::queues(), test::flow(), test::signals()}) {
    CAPTURE(shape.name);
    Budget budget;
    const Views views(shape, budget, {plan.windows});
    CHECK(names_of(live_channels(shape, plan.windows)) == views.channels());
  }
}

TEST_CASE("a window has the fields with a trend, a table the tags and an age besides") {
  const auto channels = live_channels(test::queues(), test::sample_plan().windows);
  CHECK(channels[0].fields == Names{"messages", "ready", "published", "load", "lagging", "running",
                                    "state", "seen_at", "reason"});
  CHECK(channels[1].name == "queue_1h");
  CHECK(channels[2].fields ==
        Names{"messages", "ready", "published", "load", "lagging", "running", "state"});
  CHECK(channels[3].fields == Names{"vhost", "queue", "messages", "ready", "published", "load",
                                    "lagging", "running", "state", "seen_at", "reason", "age_s"});
}

TEST_CASE("of a query whose columns are not known yet every channel may have any field") {
  auto shape = test::queues();
  shape.late = true;
  CHECK(live_channels(shape, {})[0].fields_known);
  shape.fields.clear();
  const auto channels = live_channels(shape, test::sample_plan().windows);
  CHECK(names_of(channels) == Names{"queue", "queue_1h", "queue_5m", "queue_table"});
  for (const auto& channel : channels) {
    CHECK_FALSE(channel.fields_known);
  }
}

TEST_CASE("events have a live channel and a table") {
  const auto channels = event_channels();
  CHECK(names_of(channels) == Names{"event", "event_table"});
  CHECK(channels[1].fields ==
        Names{"at", "probe", "service", "type", "severity", "message", "attributes", "age_s"});
}
