#include "agent/journal/sample_blob.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "agent/model/checksum.hpp"
#include "agent/worker/byte_writer.hpp"
#include "unit/agent/journal/journal_samples.hpp"

using namespace livetap;
using namespace livetap::journal;

namespace {

constexpr std::uint32_t check = 0x12345678;

std::optional<RowBlock> round_trip(const RowBlock& rows, const Measurement& shape) {
  return rows_of_blob(sample_blob(rows, check, sample_wall), shape, check, sample_wall);
}

/// The bits, for a NaN is not itself.
bool same(const Value& a, const Value& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  return x != nullptr && y != nullptr
             ? std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(*y)
             : a == b;
}

bool same(const RowBlock& a, const RowBlock& b) {
  bool all =
      a.size() == b.size() && a.tag_count() == b.tag_count() && a.field_count() == b.field_count();
  for (std::size_t row = 0; all && row < a.size(); ++row) {
    for (std::size_t i = 0; i < a.tag_count(); ++i) {
      all = all && a.tag(row, i) == b.tag(row, i);
    }
    for (std::size_t i = 0; i < a.field_count(); ++i) {
      all = all && same(a.field(row, i), b.field(row, i));
    }
  }
  return all;
}

/// Random shapes and rows, the odd values among them.
class RandomRows {
 public:
  explicit RandomRows(unsigned seed) : random_(seed) {}

  Measurement shape() {
    Measurement shape;
    shape.name = "random";
    shape.tags.resize(below(4));
    shape.fields.resize(1 + below(6));
    for (auto& field : shape.fields) {
      field.type = static_cast<FieldType>(1 + below(5));
    }
    return shape;
  }

  RowBlock rows(const Measurement& shape) {
    RowBlock rows(shape.tags.size(), shape.fields.size());
    for (auto left = below(6); left > 0; --left) {
      rows.begin_row();
      for (std::size_t i = 0; i < shape.tags.size(); ++i) {
        rows.add_tag(text());
      }
      for (const auto& field : shape.fields) {
        add(rows, field.type);
      }
    }
    return rows;
  }

  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  std::string text() {
    std::string text(below(20), ' ');
    for (auto& c : text) {
      c = static_cast<char>(random_());
    }
    return text;
  }

  double f64() {
    switch (below(4)) {
      case 0:
        return std::bit_cast<double>(random_());
      case 1:
        return static_cast<double>(static_cast<std::int64_t>(random_()) >> below(64));
      case 2:
        return static_cast<double>(below(1'000)) / 8;
      default:
        return -0.0;
    }
  }

  void add(RowBlock& rows, FieldType type) {
    if (below(4) == 0) {
      return rows.add(std::monostate{});
    }
    switch (type) {
      case FieldType::f64:
        return rows.add(f64());
      case FieldType::boolean:
        return rows.add(below(2) == 0);
      case FieldType::text:
        return rows.add(std::string_view(text()));
      case FieldType::i64:
      case FieldType::time:
        return rows.add(static_cast<std::int64_t>(random_()) >> below(64));
    }
  }

  std::mt19937_64 random_;
};

/// The bytes with a checksum that says that they are sound.
std::string signed_bytes(std::string bytes) {
  worker::ByteWriter stamp;
  stamp.signed_number(sample_wall.time_since_epoch().count());
  const auto crc = checksum({stamp.take(), bytes}, check);
  for (int shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<char>(crc >> shift));
  }
  return bytes;
}

}  // namespace

TEST_CASE("rows come back as they went in, bit by bit") {
  RandomRows random(20261125);
  for (int i = 0; i < 3'000; ++i) {
    const auto shape = random.shape();
    const auto rows = random.rows(shape);
    const auto back = round_trip(rows, shape);
    REQUIRE(back.has_value());
    REQUIRE(same(*back, rows));
  }
}

TEST_CASE("a shape comes back from its text, and another text has another checksum") {
  const auto was = sample_measurement();
  const auto shape = sample_shape(was);
  CHECK(measurement_of("counts", shape.text) == was);
  CHECK(shape.check == shape_check("counts", shape.text));
  CHECK(shape.check != sample_shape(sample_measurement("other")).check);
  auto renamed = was;
  renamed.fields[0].name = "rates";
  CHECK(sample_shape(renamed).check != shape.check);
}

TEST_CASE("a shape says how its fields are aggregated, and an older text does not") {
  auto was = sample_measurement();
  was.fields[0].aggregate = Aggregate::mean;
  was.fields[2].aggregate = Aggregate::any;
  const auto shape = sample_shape(was);
  CHECK(measurement_of("counts", shape.text) == was);
  const std::string text =
      R"({"doc":"","tags":[],"fields":[{"name":"x","type":"int","kind":"gauge","unit":"","doc":""}]})";
  REQUIRE(measurement_of("counts", text).has_value());
  CHECK(measurement_of("counts", text)->fields[0].aggregate == Aggregate::none);
  auto unknown = shape.text;
  unknown.replace(unknown.find("\"mean\""), 6, "\"mode\"");
  CHECK_FALSE(measurement_of("counts", unknown).has_value());
}

TEST_CASE("a shape may have columns that the history makes, and no others that no source could") {
  const auto reads = [](const std::string& field, const std::string& tag = "counter") {
    auto shape = sample_measurement();
    shape.tags = {tag};
    shape.fields[0].name = field;
    return measurement_of("counts", sample_shape(shape).text).has_value();
  };
  CHECK(reads("_batches"));
  CHECK(reads("price_max"));
  CHECK(reads(std::string(48, 'x')));
  CHECK_FALSE(reads(std::string(49, 'x')));
  for (const auto* bad :
       {"", "9x", "Rate", "a b", "a\"b", "a;b", "\xC3\xA4", "number", "counter", "time", "agent"}) {
    CAPTURE(bad);
    CHECK_FALSE(reads(bad));
  }
  CHECK_FALSE(reads("rate", "_batches"));
  CHECK_FALSE(reads("rate", ""));
}

TEST_CASE("a text that is no shape is none") {
  const auto text = sample_shape(sample_measurement()).text;
  for (const auto* bad : {"", "{", "[]", "{}", R"({"doc": 1, "tags": [], "fields": []})",
                          R"({"doc": "", "tags": [], "fields": []})"}) {
    CHECK_FALSE(measurement_of("counts", bad).has_value());
  }
  CHECK_FALSE(measurement_of("no name", text).has_value());
  for (std::size_t size = 0; size < text.size(); ++size) {
    CHECK_FALSE(measurement_of("counts", text.substr(0, size)).has_value());
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto flipped = text;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    static_cast<void>(measurement_of("counts", flipped));  // no crash; the checksum tells
  }
}

TEST_CASE("a byte cut off, added or flipped is found, and so is another time or shape") {
  const auto shape = sample_measurement();
  const auto blob = sample_blob(sample_rows(5, 2), check, sample_wall);
  const auto read = [&](std::string_view bytes) {
    return rows_of_blob(bytes, shape, check, sample_wall).has_value();
  };
  CHECK(read(blob));
  CHECK_FALSE(read(blob + '\0'));
  for (std::size_t at = 0; at < blob.size(); ++at) {
    CHECK_FALSE(read(std::string_view(blob).substr(0, at)));
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = blob;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      CHECK_FALSE(read(flipped));
    }
  }
  CHECK_FALSE(rows_of_blob(blob, shape, check + 1, sample_wall).has_value());
  CHECK_FALSE(rows_of_blob(blob, shape, check, sample_wall + Milliseconds(1)).has_value());
}

TEST_CASE("bytes that make no sense are refused by the reader itself, whatever their checksum") {
  RandomRows random(7);
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto shape = random.shape();
    auto bytes = sample_blob(random.rows(shape), check, sample_wall);
    bytes.resize(bytes.size() - 4);
    for (auto left = random.below(3); left > 0; --left) {
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    }
    bytes.resize(bytes.size() - random.below(2));
    const auto rows = rows_of_blob(signed_bytes(bytes), shape, check, sample_wall);
    read += rows ? 1 : 0;
  }
  CHECK(read > 3'000);
  CHECK(read < 17'000);
}

TEST_CASE("a count beyond what the bytes hold is refused before anything is made for it") {
  const auto shape = sample_measurement();
  worker::ByteWriter out;
  out.byte(1);
  out.number(std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(rows_of_blob(signed_bytes(out.take()), shape, check, sample_wall).has_value());
  Measurement bare;
  CHECK_FALSE(rows_of_blob(signed_bytes("\x01\x7F"), bare, check, sample_wall).has_value());
}

TEST_CASE("a value of another type than its field's is refused") {
  auto shape = sample_measurement();
  const auto rows = sample_rows(5, 1);
  CHECK(round_trip(rows, shape).has_value());
  std::swap(shape.fields[0].type, shape.fields[1].type);
  CHECK_FALSE(round_trip(rows, shape).has_value());
}

TEST_CASE("small numbers are short") {
  Measurement shape;
  shape.fields.resize(3);
  RowBlock rows(0, 3);
  rows.begin_row();
  rows.add(0.0);
  rows.add(25.0);
  rows.add(std::monostate{});
  CHECK(sample_blob(rows, check, sample_wall).size() == 2 + 2 + 2 + 1 + 4);
}
