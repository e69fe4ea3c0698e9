#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/json_walk.hpp"
#include "plugins/services/field.hpp"
#include "plugins/services/json_places.hpp"

namespace livetap::services {

/// What was found in the body of an answer.
struct Findings {
  std::optional<std::string> fault;  ///< why it is no JSON
  std::string beginning;             ///< its first bytes, printable, for messages
  std::vector<FieldValue> values;    ///< one a field; all null where it is no JSON
  std::string missing;               ///< the first required field that has no value, if any
  std::string own_words;             ///< what the service calls its state: the text at /status
};

/// Reads the body of one answer as it comes in, and keeps no more of it than the findings.
class HealthBody {
 public:
  /// `fields` must outlive the body.
  explicit HealthBody(const std::vector<Field>& fields);
  HealthBody(const HealthBody&) = delete;
  HealthBody& operator=(const HealthBody&) = delete;

  void take(std::string_view part);
  /// The body has ended. `now` is what ages are measured from.
  Findings finish(WallTime now);

 private:
  FieldValue find(const Field& field, WallTime now) const;

  const std::vector<Field>& fields_;
  JsonPlaces places_;
  net::JsonWalk walk_;
  std::string beginning_;
};

/// The findings of a body that was not read.
Findings nothing_found(const std::vector<Field>& fields);

}  // namespace livetap::services
