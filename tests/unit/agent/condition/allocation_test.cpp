// Counts what is taken from the heap; a program of its own, because that concerns all of it.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "agent/change/field_watch.hpp"
#include "agent/condition/condition_watch.hpp"
#include "agent/route/route.hpp"
#include "unit/agent/condition/orders.hpp"

namespace {

std::atomic<std::size_t> taken{0};

}  // namespace

void* operator new(std::size_t size) {
  ++taken;
  if (void* memory = std::malloc(size)) {
    return memory;
  }
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

using namespace livetap;
using namespace livetap::test;

TEST_CASE(
    "looking at series whose state stays takes nothing from the heap, however many they are") {
  auto shape = orders();
  shape.fields[5].warn_if_true = true;
  shape.fields[5].event_true = "order_lagging";
  const Origin here{"agent.yaml", 1, 1};
  ConditionConfig config;
  config.name = "slow";
  config.measurement = {"orders", here};
  config.where = {"status == 'a status that is longer than any text inside a string'", here};
  config.warn = {"delay > 500ms and (count / 2 > ratio or reason == 'x')", here};

  Gather gather;
  gather.rows = RowBlock(2, 8);
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    names.push_back("asset " + std::to_string(i));
  }
  for (const auto& name : names) {
    const OrdersRow row{.status = "a status that is longer than any text inside a string",
                        .asset = name,
                        .count = whole(5),
                        .ratio = 0.5,
                        .delay = 501.0,
                        .lagging = true,
                        .reason = text("a reason that is longer than any text inside a string")};
    row.add_to(gather.rows);
  }
  SeriesCap cap;
  Route route(shape, cap);
  FieldWatch fields(shape, {"trading", {1, 1}, std::chrono::hours(1)});
  ConditionWatch condition(config, {"trading", 1, std::chrono::hours(1)});
  REQUIRE(condition.begin(shape).empty());
  std::vector<Event> events;
  const auto look = [&](const Snapshot& snapshot) {
    const auto before = taken.load();
    fields.see(snapshot, events);
    condition.see(snapshot, events);
    return taken.load() - before;
  };
  const auto first = route.accept(gather, SteadyTime() + std::chrono::hours(1));
  CHECK(look(first) > 1000);
  CHECK(events.size() == 2000);
  CHECK(look(first) == 0);
}
