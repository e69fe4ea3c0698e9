#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "agent/model/error.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

/// The shapes that sources declared late (the columns of a table query), kept in the state
/// directory, so that channel, panel and table exist at the next start with the source down.
/// Event loop thread. A damaged file counts as an empty one.
class ShapeStore {
 public:
  explicit ShapeStore(std::filesystem::path file);

  /// The shape that measurement `measurement` of probe `probe` had when it was last seen.
  const Measurement* find(const std::string& probe, const std::string& measurement) const;

  /// Every known shape of a probe, by measurement.
  Shapes of(const std::string& probe) const;

  /// Keeps a shape and writes the file (temporary file, rename). Does nothing when it is known.
  Result<void> put(const std::string& probe, const Measurement& shape);

 private:
  Result<void> write() const;

  std::filesystem::path file_;
  std::map<std::pair<std::string, std::string>, Measurement> shapes_;
};

}  // namespace livetap
