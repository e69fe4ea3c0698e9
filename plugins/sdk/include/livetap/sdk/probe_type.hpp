// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/collect.hpp>
#include <livetap/sdk/host.hpp>
#include <livetap/sdk/settings.hpp>
#include <livetap/sdk/tables.hpp>

#include <chrono>
#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace livetap::sdk {

/// What `static constexpr ProbeInfo info` of a probe says.
struct ProbeInfo {
  std::string_view id;       ///< what `plugin:` in the config names
  std::string_view summary;  ///< one sentence for people
  std::string_view version = "1.0";
  std::chrono::milliseconds interval{0};  ///< default; 0: the agent's
  std::chrono::milliseconds timeout{0};   ///< default; 0: the agent's
  bool streaming = false;                 ///< collect stays inside until cancelled
};

/// What LIVETAP_PROBE takes: a class that describes itself, is made from settings, and collects.
/// `void cancel()` is optional; it comes from another thread while collect runs.
template <class P>
concept Probe = requires(P& probe, Collect& call) {
  { P::info } -> std::convertible_to<ProbeInfo>;
  { P::settings() } -> std::convertible_to<SettingList>;
  { probe.schema() } -> std::convertible_to<Schema>;
  probe.collect(call);
}
&&(std::constructible_from<P, Settings, Host&> || std::constructible_from<P, Settings>);

namespace detail {

/// An instance and what lives with it.
template <Probe P>
struct Instance {
  Instance(const livetap_host* raw, const livetap_node* settings)
      : host(raw),
        probe(make(Settings(raw, settings), host)),
        schema(Schema(probe->schema()).measurements()) {
    const livetap_schema* table = schema.schema();
    for (std::size_t i = 0; i < table->measurement_count; ++i) {
      shapes.push_back({table->measurements[i].tag_count, table->measurements[i].field_count});
    }
  }

  static std::unique_ptr<P> make(Settings settings, Host& host) {
    if constexpr (std::constructible_from<P, Settings, Host&>) {
      return std::make_unique<P>(std::move(settings), host);
    } else {
      return std::make_unique<P>(std::move(settings));
    }
  }

  Host host;
  std::unique_ptr<P> probe;
  MeasurementTable schema;
  std::vector<Shape> shapes;
  RowBuffer buffer;
};

/// The functions of livetap_probe_type: nothing is thrown across them.
template <Probe P>
struct Trampolines {
  static void* create(const livetap_host* host, const livetap_node* settings,
                      livetap_error* error) noexcept {
    try {
      return new Instance<P>(host, settings);
    } catch (...) {
      fill_from_current_exception(error);
      return nullptr;
    }
  }

  static const livetap_schema* schema(void* instance) noexcept {
    return static_cast<Instance<P>*>(instance)->schema.schema();
  }

  static int collect(void* instance, const livetap_call* call, livetap_error* error) noexcept {
    auto& self = *static_cast<Instance<P>*>(instance);
    try {
      Collect collecting(self.host.raw(), *call, self.shapes, self.buffer);
      self.probe->collect(collecting);
      return 1;
    } catch (...) {
      fill_from_current_exception(error);
      return 0;
    }
  }

  static void cancel(void* instance) noexcept {
    if constexpr (requires(P & probe) { probe.cancel(); }) {
      try {
        static_cast<Instance<P>*>(instance)->probe->cancel();
      } catch (...) {
        // Nobody to tell: the descriptor says the same, and the grace period ends it otherwise.
      }
    }
  }

  static void destroy(void* instance) noexcept { delete static_cast<Instance<P>*>(instance); }
};

}  // namespace detail
}  // namespace livetap::sdk
