// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/sdk/error.hpp>
#include <livetap/sdk/measurement.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace livetap::sdk {

/// A measurement of a schema, by its index.
struct MeasurementHandle {
  std::uint32_t index = 0;

  bool operator==(const MeasurementHandle&) const = default;
};

/// A field of one measurement, by its index.
struct FieldHandle {
  std::uint32_t measurement = 0;
  std::uint32_t index = 0;
};

/// What an instance measures. Names are looked up once, when the probe is made: a wrong one throws
/// ProbeError there and then, and rows are built by index.
///
///   Schema schema_{measurement("dice").tag("table").integer("value", "none")};
///   MeasurementHandle dice_ = schema_.measurement("dice");
///   FieldHandle value_ = schema_.field(dice_, "value");
class Schema {
 public:
  Schema() = default;
  Schema(std::initializer_list<Measurement> measurements) : measurements_(measurements) {}

  MeasurementHandle add(Measurement measurement) {
    measurements_.push_back(std::move(measurement));
    return {static_cast<std::uint32_t>(measurements_.size() - 1)};
  }

  MeasurementHandle measurement(std::string_view name) const {
    for (std::size_t i = 0; i < measurements_.size(); ++i) {
      if (measurements_[i].name() == name) {
        return {static_cast<std::uint32_t>(i)};
      }
    }
    throw ProbeError::internal("the schema has no measurement " + std::string(name));
  }

  FieldHandle field(MeasurementHandle measurement, std::string_view name) const {
    const Measurement& of = measurements_.at(measurement.index);
    for (std::size_t i = 0; i < of.fields().size(); ++i) {
      if (of.fields()[i].name == name) {
        return {measurement.index, static_cast<std::uint32_t>(i)};
      }
    }
    throw ProbeError::internal("measurement " + of.name() + " has no field " + std::string(name));
  }
  FieldHandle field(std::string_view measurement_name, std::string_view name) const {
    return field(measurement(measurement_name), name);
  }

  const std::vector<Measurement>& measurements() const { return measurements_; }

 private:
  std::vector<Measurement> measurements_;
};

}  // namespace livetap::sdk
