#pragma once

#include <livetap/probe.hpp>

#include <functional>
#include <utility>

#include "unit/plugins/sdk/fake_host.hpp"

namespace livetap::sdk::test {

/// A probe whose construction and collect are written inside a test case.
struct Scripted {
  static constexpr ProbeInfo info{.id = "scripted", .summary = "Does what a test says."};
  static SettingList settings() { return {text("any")}; }

  Scripted(Settings given, Host& host) { on_create(given, host); }
  const Schema& schema() const { return shape; }
  void collect(Collect& call) { on_collect(call); }
  void cancel() { on_cancel(); }

  static inline const Schema shape{
      measurement("first").tag("name").number("a", "ms").text("b").boolean("c"),
      measurement("second").tag("name").late()};
  static inline std::function<void(Settings, Host&)> on_create;
  static inline std::function<void(Collect&)> on_collect;
  static inline std::function<void()> on_cancel;
};

inline const MeasurementHandle first = Scripted::shape.measurement("first");
inline const MeasurementHandle second = Scripted::shape.measurement("second");

/// Runs `body` as the constructor of a probe; what became of it, in words.
inline std::string created_with(const Node& settings, std::function<void(Settings)> body) {
  static const livetap_entry entry = detail::make_entry<Scripted>();
  Scripted::on_create = [&](Settings given, Host&) { body(std::move(given)); };
  FakeHost host;
  return Instance(entry.types[0], host, settings).created();
}

/// Runs `body` as one collect; what became of it, in words.
inline std::string collected(FakeHost& host, std::function<void(Collect&)> body,
                             std::vector<std::uint32_t> due = {0, 1}, std::int64_t deadline = 0) {
  static const livetap_entry entry = detail::make_entry<Scripted>();
  Scripted::on_create = [](Settings, Host&) {};
  Scripted::on_collect = std::move(body);
  Instance instance(entry.types[0], host, Node(Node::Entries{}));
  return instance.collect(std::move(due), deadline);
}

}  // namespace livetap::sdk::test
