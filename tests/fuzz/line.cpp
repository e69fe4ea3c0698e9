// Names, texts and numbers from anywhere, written as line protocol: read again by another parser,
// each line is one line and says what was written.
#include <cstring>
#include <string>

#include "agent/line/encoder.hpp"
#include "fuzz/target.hpp"
#include "unit/agent/line/line_parser.hpp"

namespace {

using namespace livetap;

// Eats the input from its front.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  unsigned char byte() {
    if (bytes_.empty()) return 0;
    const auto first = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return first;
  }
  std::string_view text() {
    const auto length = std::min<std::size_t>(byte(), bytes_.size());
    const auto taken = bytes_.substr(0, length);
    bytes_.remove_prefix(length);
    return taken;
  }
  std::uint64_t number() {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits = bits << 8 | byte();
    return bits;
  }
  Value value() {
    switch (byte() % 5) {
      case 0: {
        const auto bits = number();
        double f64 = 0;
        std::memcpy(&f64, &bits, sizeof f64);
        return f64;
      }
      case 1:
        return static_cast<std::int64_t>(number());
      case 2:
        return byte() % 2 == 1;
      case 3:
        return text();
      default:
        return Value{};
    }
  }

 private:
  std::string_view bytes_;
};

Measurement measurement(Input& input) {
  constexpr FieldType types[] = {FieldType::f64, FieldType::i64, FieldType::boolean,
                                 FieldType::text};
  Measurement made;
  made.name = "m" + std::string(input.text());
  for (int tags = input.byte() % 3; tags > 0; --tags) {
    made.tags.push_back("t" + std::to_string(tags));
  }
  for (int fields = 1 + input.byte() % 4; fields > 0; --fields) {
    Field field;
    field.name = "f" + std::to_string(fields);
    field.type = types[input.byte() % 4];
    made.fields.push_back(field);
  }
  return made;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(fuzz::text_of(data, size));
  const auto style = input.byte() % 2 == 0 ? line::Style::live : line::Style::influx;
  const auto shape = measurement(input);
  RowBlock rows(shape.tags.size(), shape.fields.size());
  for (int count = 1 + input.byte() % 3; count > 0; --count) {
    rows.begin_row();
    for (std::size_t i = 0; i < shape.tags.size(); ++i) rows.add_tag(input.text());
    for (std::size_t i = 0; i < shape.fields.size(); ++i) rows.add(input.value());
  }
  line::LineEncoder encoder(shape, style);
  const WallTime time(Milliseconds(static_cast<std::int64_t>(input.number() >> 20)));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::string out;
    const auto place = row == 0 ? line::Place::first : line::Place::later;
    if (!encoder.append(out, rows, row, time, place)) {
      fuzz::must(out.empty(), "a row that is skipped leaves nothing");
      continue;
    }
    fuzz::must(!out.empty() && out.find('\n') == out.size() - 1, "a row is one line");
    const auto parsed = line::test::parse_line(std::string_view(out).substr(0, out.size() - 1));
    fuzz::must(parsed.has_value(), "every line can be read");
    fuzz::must(style != line::Style::live || place != line::Place::first ||
                   parsed->fields.size() == shape.fields.size(),
               "the first line has every field");
  }
  return 0;
}
