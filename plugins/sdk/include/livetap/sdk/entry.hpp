// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/probe_type.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <tuple>

namespace livetap::sdk::detail {

/// The static description of one probe class.
template <Probe P>
class Description {
 public:
  Description() noexcept {
    constexpr ProbeInfo info = P::info;
    type_.size = sizeof(livetap_probe_type);
    type_.flags = info.streaming ? std::uint32_t{LIVETAP_PROBE_STREAMING} : 0;
    type_.id = to_str(info.id);
    type_.summary = to_str(info.summary);
    type_.interval_ms = static_cast<std::uint32_t>(info.interval.count());
    type_.timeout_ms = static_cast<std::uint32_t>(info.timeout.count());
    type_.create = &Trampolines<P>::create;
    type_.schema = &Trampolines<P>::schema;
    type_.collect = &Trampolines<P>::collect;
    if constexpr (requires(P & probe) { probe.cancel(); }) {
      type_.cancel = &Trampolines<P>::cancel;
    }
    type_.destroy = &Trampolines<P>::destroy;
    describe_settings();
  }

  const livetap_probe_type& type() const { return type_; }

 private:
  void describe_settings() noexcept {
    try {
      table_ = std::make_unique<SettingTable>(P::settings());
      type_.settings = table_->settings().data();
      type_.setting_count = table_->settings().size();
    } catch (...) {
      // This runs inside dlopen, where nobody can be told: create says it instead.
      type_.create = &refuse;
    }
  }

  static void* refuse(const livetap_host*, const livetap_node*, livetap_error* error) noexcept {
    fill_error(error, ErrorKind::internal,
               "the probe type could not describe its settings: "
               "settings() threw an exception");
    return nullptr;
  }

  livetap_probe_type type_{};
  std::unique_ptr<SettingTable> table_;
};

/// Descriptions are never freed: the agent may read them while the process ends.
template <Probe... Ps>
livetap_entry make_entry() noexcept {
  static const auto& descriptions = *new std::tuple<Description<Ps>...>();
  static const auto& types = *new std::array<livetap_probe_type, sizeof...(Ps)>{
      std::get<Description<Ps>>(descriptions).type()...};
  livetap_entry entry{};
  entry.size = sizeof(livetap_entry);
  entry.abi_major = LIVETAP_ABI_MAJOR;
  entry.abi_minor = LIVETAP_ABI_MINOR;
  entry.type_count = static_cast<std::uint32_t>(types.size());
  entry.version = to_str(std::array<ProbeInfo, sizeof...(Ps)>{Ps::info...}.front().version);
  entry.types = types.data();
  return entry;
}

// The enumerations of the SDK are those of the boundary.
static_assert(static_cast<int>(ErrorKind::config) == 1 && LIVETAP_ERROR_INTERNAL == 7);
static_assert(static_cast<int>(Type::time) == 5 && static_cast<int>(Kind::text) == 4);
static_assert(static_cast<int>(OnEmpty::nothing) == 3 && static_cast<int>(Severity::error) == 4);

}  // namespace livetap::sdk::detail

/// Exports one probe class. At namespace scope of the whole program, once a library, in the file
/// that has `settings()`: the description is complete when dlopen returns.
#define LIVETAP_PROBE(type) LIVETAP_PROBES(type)

/// Exports several; the version is that of the first.
#define LIVETAP_PROBES(...) \
  const livetap_entry livetap_probe_entry = ::livetap::sdk::detail::make_entry<__VA_ARGS__>()
