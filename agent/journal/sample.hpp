#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

namespace livetap::journal {

/// The columns of a measurement as the journal has them: a text that says all that a reader needs
/// to name and type them, and a checksum of it that every sample carries on.
struct SampleShape {
  std::string measurement;
  std::string text;  ///< JSON: doc, tags, fields with name, type, kind, unit, doc, aggregate
  std::uint32_t check = 0;
};

SampleShape sample_shape(const Measurement& measurement);

/// Back from its text: names, types, kinds, units, docs and aggregates. Field names may be those of
/// columns that the history makes: up to 48 characters, `_` in front. Total: nothing when it makes
/// no sense.
std::optional<Measurement> measurement_of(const std::string& name, const std::string& text);

/// The rows of one gather of one measurement, as they go to the disk.
struct Sample {
  std::shared_ptr<const SampleShape> shape;
  WallTime time{};  ///< of all its rows
  std::uint32_t row_count = 0;
  std::string rows;  ///< see sample_blob.hpp
};

/// `rows` must fit the shape: null or a value of exactly its field's type.
Sample make_sample(std::shared_ptr<const SampleShape> shape, WallTime time, const RowBlock& rows);

}  // namespace livetap::journal
