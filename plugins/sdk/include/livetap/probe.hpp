// SPDX-License-Identifier: Apache-2.0
//
// livetap/probe.hpp - a probe as one small class, on top of livetap/probe.h. Header-only, C++20, no
// library but the standard one. docs/plugins.md is the guide; reading order of the headers below:
// probe_type.hpp (what a probe is), setting_spec.hpp, measurement.hpp, settings.hpp, collect.hpp.
//
//   #include <livetap/probe.hpp>
//
//   using namespace livetap::sdk;
//
//   class Dice {
//    public:
//     static constexpr ProbeInfo info{.id = "dice", .summary = "Throws dice.", .interval = 1s};
//     static SettingList settings() {
//       return {integer("sides").default_value("6").doc("Sides of the die.")};
//     }
//
//     explicit Dice(Settings settings) : sides_(settings.integer("sides")) {
//       if (sides_ < 2) settings.child("sides").fail("a die has two sides at least");
//     }
//     const Schema& schema() const { return schema_; }
//
//     void collect(Collect& call) {
//       call.row(dice_).tags("craps").set(value_, 1 + std::rand() % sides_).emit();
//       call.done(dice_);
//     }
//
//    private:
//     std::int64_t sides_;
//     Schema schema_{measurement("dice").tag("table").integer("value", "none", "What it shows.")};
//     MeasurementHandle dice_ = schema_.measurement("dice");
//     FieldHandle value_ = schema_.field(dice_, "value");
//   };
//
//   LIVETAP_PROBE(Dice);
#ifndef LIVETAP_PROBE_HPP
#define LIVETAP_PROBE_HPP

#include <livetap/probe.h>
#include <livetap/sdk/collect.hpp>
#include <livetap/sdk/entry.hpp>
#include <livetap/sdk/error.hpp>
#include <livetap/sdk/host.hpp>
#include <livetap/sdk/measurement.hpp>
#include <livetap/sdk/name.hpp>
#include <livetap/sdk/probe_type.hpp>
#include <livetap/sdk/row.hpp>
#include <livetap/sdk/schema.hpp>
#include <livetap/sdk/setting_spec.hpp>
#include <livetap/sdk/settings.hpp>

namespace livetap::sdk {
using namespace std::chrono_literals;
}

#endif  // LIVETAP_PROBE_HPP
