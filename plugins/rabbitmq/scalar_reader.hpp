#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/rabbitmq/json_walk.hpp"

namespace livetap::rabbitmq {

/// Values that were there but made no sense: they count as missing.
struct OddValues {
  std::size_t count = 0;
  std::string first;  ///< where and what, for a log line: `items[].messages is the text "12"`
};

/// Takes scalars as what a field needs, and as nothing when they are something else.
///
/// A number as text, a negative number, a fraction of a message and an infinite rate are odd: the
/// field is missing, and the oddity is remembered. JSON's null is simply missing.
class ScalarReader {
 public:
  explicit ScalarReader(OddValues& odd) : odd_(odd) {}

  std::optional<std::int64_t> count(std::string_view path, const JsonScalar& scalar);
  std::optional<double> rate(std::string_view path, const JsonScalar& scalar);
  std::optional<bool> truth(std::string_view path, const JsonScalar& scalar);
  std::optional<std::string> text(std::string_view path, const JsonScalar& scalar);

 private:
  void note(std::string_view path, const JsonScalar& scalar);
  OddValues& odd_;
};

}  // namespace livetap::rabbitmq
