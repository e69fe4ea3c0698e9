#include "plugins/rabbitmq/scalar_reader.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace livetap::rabbitmq {
namespace {

constexpr std::size_t text_told = 60;

std::string in_words(const JsonScalar& scalar) {
  if (const auto* truth = std::get_if<bool>(&scalar)) return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&scalar)) return fmt::format("{}", *number);
  if (const auto* text = std::get_if<std::string_view>(&scalar)) {
    return fmt::format("the text \"{}\"", text->substr(0, text_told));
  }
  return "null";
}

bool missing(const JsonScalar& scalar) {
  return std::holds_alternative<std::nullptr_t>(scalar);
}

}  // namespace

void ScalarReader::note(std::string_view path, const JsonScalar& scalar) {
  if (missing(scalar)) return;
  if (odd_.count++ == 0) odd_.first = fmt::format("{} is {}", path, in_words(scalar));
}

std::optional<std::int64_t> ScalarReader::count(std::string_view path, const JsonScalar& scalar) {
  constexpr double exact_below = 9007199254740992.0;  // 2^53
  if (const auto* whole = std::get_if<std::int64_t>(&scalar); whole && *whole >= 0) return *whole;
  if (const auto* number = std::get_if<double>(&scalar)) {
    if (*number >= 0 && *number < exact_below && std::trunc(*number) == *number) {
      return static_cast<std::int64_t>(*number);
    }
  }
  note(path, scalar);
  return std::nullopt;
}

std::optional<double> ScalarReader::rate(std::string_view path, const JsonScalar& scalar) {
  if (const auto* whole = std::get_if<std::int64_t>(&scalar); whole && *whole >= 0) {
    return static_cast<double>(*whole);
  }
  if (const auto* number = std::get_if<double>(&scalar)) {
    if (*number >= 0 && std::isfinite(*number)) return *number;
  }
  note(path, scalar);
  return std::nullopt;
}

std::optional<bool> ScalarReader::truth(std::string_view path, const JsonScalar& scalar) {
  if (const auto* truth = std::get_if<bool>(&scalar)) return *truth;
  note(path, scalar);
  return std::nullopt;
}

std::optional<std::string> ScalarReader::text(std::string_view path, const JsonScalar& scalar) {
  if (const auto* text = std::get_if<std::string_view>(&scalar)) return std::string(*text);
  note(path, scalar);
  return std::nullopt;
}

}  // namespace livetap::rabbitmq
