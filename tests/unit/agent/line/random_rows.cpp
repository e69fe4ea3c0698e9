#include "unit/agent/line/random_rows.hpp"

#include <array>
#include <bit>
#include <limits>
#include <string_view>

namespace livetap::line::test {

std::string RandomRows::text() {
  using namespace std::string_view_literals;
  static constexpr std::array pieces{"a"sv,
                                     "orders"sv,
                                     "12"sv,
                                     ","sv,
                                     "="sv,
                                     " "sv,
                                     "\\"sv,
                                     "\""sv,
                                     "'"sv,
                                     "\n"sv,
                                     "\r"sv,
                                     "\f"sv,
                                     "\t"sv,
                                     "\0"sv,
                                     "\x1B[31m"sv,
                                     "\x7F"sv,
                                     "#"sv,
                                     "NaN"sv,
                                     "\u00E4"sv,
                                     "\u20AC"sv,
                                     "\U0001F600"sv,
                                     "\u0085"sv,
                                     "\u00A0"sv,
                                     "\u2028"sv,
                                     "\u2029"sv,
                                     "\uFEFF"sv,
                                     "\xFF"sv,
                                     "\xE2\x82"sv,
                                     "\xC0\xAF"sv,
                                     "\xED\xA0\x80"sv,
                                     "\xF4\x90\x80\x80"sv,
                                     "\x80"sv,
                                     "{}[]"sv,
                                     "//"sv};
  std::string text;
  if (below(200) == 0) {
    text.append(below(2 * 4096), 'x');
  } else if (below(50) == 0) {
    text.append(below(300), 'y');
  }
  for (auto count = below(7); count > 0; --count) {
    text += pieces[below(pieces.size())];
  }
  return text;
}

double RandomRows::number() {
  constexpr auto limits = std::numeric_limits<double>();
  static constexpr std::array special{0.0,
                                      -0.0,
                                      0.1,
                                      1.0 / 3,
                                      1e21,
                                      limits.max(),
                                      limits.lowest(),
                                      limits.min(),
                                      limits.denorm_min(),
                                      limits.infinity(),
                                      -limits.infinity(),
                                      limits.quiet_NaN()};
  const auto choice = below(special.size() + 6);
  return choice < special.size() ? special[choice] : std::bit_cast<double>(random_());
}

std::int64_t RandomRows::integer() {
  constexpr auto limits = std::numeric_limits<std::int64_t>();
  static constexpr std::array special{std::int64_t{0}, std::int64_t{-1}, limits.max(),
                                      limits.min()};
  const auto choice = below(special.size() + 4);
  return choice < special.size() ? special[choice] : static_cast<std::int64_t>(random_());
}

void RandomRows::add(RowBlock& rows, const Measurement& measurement) {
  rows.begin_row();
  for (std::size_t i = 0; i < measurement.tags.size(); ++i) {
    rows.add_tag(text());
  }
  add_values(rows, measurement);
}

void RandomRows::add_values(RowBlock& rows, const Measurement& measurement) {
  for (const auto& field : measurement.fields) {
    if (below(6) == 0) {
      rows.add(std::monostate());
    } else {
      add_value(rows, field.type);
    }
  }
}

void RandomRows::add_value(RowBlock& rows, FieldType type) {
  switch (type) {
    case FieldType::f64:
      rows.add(number());
      break;
    case FieldType::i64:
    case FieldType::time:
      rows.add(integer());
      break;
    case FieldType::boolean:
      rows.add(below(2) == 0);
      break;
    case FieldType::text: {
      const std::string value = text();
      rows.add(std::string_view(value));
      break;
    }
  }
}

Measurement sample_measurement() {
  const auto field = [](std::string name, FieldType type) {
    Field made;
    made.name = std::move(name);
    made.type = type;
    return made;
  };
  Measurement measurement;
  measurement.name = "sample";
  measurement.tags = {"first", "second"};
  measurement.fields = {field("note", FieldType::text), field("number", FieldType::f64),
                        field("count", FieldType::i64), field("good", FieldType::boolean),
                        field("seen", FieldType::time)};
  return measurement;
}

}  // namespace livetap::line::test
