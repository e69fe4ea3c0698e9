// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/error.hpp>
#include <livetap/sdk/measurement.hpp>
#include <livetap/sdk/setting_spec.hpp>

#include <cstdint>
#include <deque>
#include <vector>

namespace livetap::sdk {

/// Descriptions laid out as the C structs of probe.h; the pointers inside hold as long as the
/// table, which therefore never moves.
class SettingTable {
 public:
  explicit SettingTable(const SettingList& specs) : specs_(specs), top_(lay_out(specs_)) {}
  SettingTable(const SettingTable&) = delete;
  SettingTable& operator=(const SettingTable&) = delete;

  const std::vector<livetap_setting>& settings() const { return top_; }

 private:
  std::vector<livetap_setting> lay_out(const SettingList& specs) {
    std::vector<livetap_setting> structs;
    for (const SettingSpec& spec : specs) {
      livetap_setting out{};
      out.size = sizeof(livetap_setting);
      out.type = spec.type_;
      out.flags = spec.required_ ? std::uint32_t{LIVETAP_SETTING_REQUIRED} : 0;
      out.name = detail::to_str(spec.name_);
      if (spec.has_default_) {
        out.default_value = detail::to_str(spec.default_);
      }
      out.doc = detail::to_str(spec.doc_);
      auto& choices = choices_.emplace_back();
      for (const std::string& choice : spec.choices_) {
        choices.push_back(detail::to_str(choice));
      }
      out.choices = choices.data();
      out.choice_count = choices.size();
      const auto& children = children_.emplace_back(lay_out(spec.children_));
      out.children = children.data();
      out.child_count = children.size();
      structs.push_back(out);
    }
    return structs;
  }

  SettingList specs_;
  std::deque<std::vector<livetap_str>> choices_;
  std::deque<std::vector<livetap_setting>> children_;
  std::vector<livetap_setting> top_;
};

/// As SettingTable, for measurements.
class MeasurementTable {
 public:
  explicit MeasurementTable(std::vector<Measurement> measurements)
      : measurements_(std::move(measurements)) {
    for (const Measurement& measurement : measurements_) {
      structs_.push_back(lay_out(measurement));
    }
    schema_.size = sizeof(livetap_schema);
    schema_.measurements = structs_.data();
    schema_.measurement_count = structs_.size();
  }
  MeasurementTable(const MeasurementTable&) = delete;
  MeasurementTable& operator=(const MeasurementTable&) = delete;

  const livetap_schema* schema() const { return &schema_; }

 private:
  livetap_measurement lay_out(const Measurement& measurement) {
    auto& tags = tags_.emplace_back();
    for (const std::string& tag : measurement.tags_) {
      tags.push_back(detail::to_str(tag));
    }
    auto& fields = fields_.emplace_back();
    for (const Field& field : measurement.fields_) {
      fields.push_back(lay_out(field));
    }
    livetap_measurement out{};
    out.size = sizeof(livetap_measurement);
    out.flags = measurement.flags_;
    out.name = detail::to_str(measurement.name_);
    out.doc = detail::to_str(measurement.doc_);
    out.tags = tags.data();
    out.tag_count = tags.size();
    out.fields = fields.data();
    out.field_count = fields.size();
    out.on_empty = static_cast<std::uint32_t>(measurement.on_empty_);
    out.interval_ms = static_cast<std::uint32_t>(measurement.interval_.count());
    return out;
  }

  static livetap_field lay_out(const Field& field) {
    livetap_field out{};
    out.size = sizeof(livetap_field);
    out.type = static_cast<std::uint32_t>(field.type);
    out.kind = static_cast<std::uint32_t>(field.kind);
    out.flags = field.flags | (field.trend ? std::uint32_t{LIVETAP_FIELD_TREND} : 0);
    out.name = detail::to_str(field.name);
    out.unit = detail::to_str(field.unit);
    out.doc = detail::to_str(field.doc);
    out.event_true = detail::to_str(field.event_true);
    out.event_false = detail::to_str(field.event_false);
    return out;
  }

  std::vector<Measurement> measurements_;
  std::deque<std::vector<livetap_str>> tags_;
  std::deque<std::vector<livetap_field>> fields_;
  std::vector<livetap_measurement> structs_;
  livetap_schema schema_{};
};

}  // namespace livetap::sdk
