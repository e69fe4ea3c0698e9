#include "agent/journal/sample_blob.hpp"

#include <bit>
#include <cmath>

#include "agent/model/checksum.hpp"
#include "agent/worker/byte_reader.hpp"
#include "agent/worker/byte_writer.hpp"

namespace livetap::journal {

namespace {

using worker::ByteReader;
using worker::ByteWriter;

constexpr std::uint8_t blob_version = 1;
constexpr std::size_t check_bytes = 4;

/// How a value is written.
enum class Form : std::uint8_t { null, f64, whole_f64, i64, no, yes, text };

std::uint32_t check_of(std::string_view rows, std::uint32_t shape_check, WallTime time) {
  ByteWriter stamp;
  stamp.signed_number(time.time_since_epoch().count());
  return checksum({stamp.take(), rows}, shape_check);
}

/// Whether the double is a whole number that comes back as the same bits.
bool is_whole(double value) {
  constexpr double limit = 1 << 30;
  return std::fabs(value) <= limit && value == std::trunc(value) &&
         !(value == 0 && std::signbit(value));
}

void write(ByteWriter& out, Form form) {
  out.byte(static_cast<std::uint8_t>(form));
}

void write(ByteWriter& out, const Value& value) {
  if (const auto* f64 = std::get_if<double>(&value)) {
    if (is_whole(*f64)) {
      write(out, Form::whole_f64);
      out.signed_number(static_cast<std::int64_t>(*f64));
    } else {
      write(out, Form::f64);
      out.f64(*f64);
    }
  } else if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    write(out, Form::i64);
    out.signed_number(*i64);
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    write(out, *boolean ? Form::yes : Form::no);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    write(out, Form::text);
    out.text(*text);
  } else {
    write(out, Form::null);
  }
}

bool fits(Form form, FieldType type) {
  switch (form) {
    case Form::null:
      return true;
    case Form::f64:
    case Form::whole_f64:
      return type == FieldType::f64;
    case Form::i64:
      return type == FieldType::i64 || type == FieldType::time;
    case Form::no:
    case Form::yes:
      return type == FieldType::boolean;
    case Form::text:
      return type == FieldType::text;
  }
  return false;
}

Value read(ByteReader& in, FieldType type) {
  const auto form = in.enumerator(Form::null, Form::text);
  if (!fits(form, type)) {
    in.fail();
  }
  switch (form) {
    case Form::null:
      break;
    case Form::f64:
      return in.f64();
    case Form::whole_f64:
      return static_cast<double>(in.signed_number());
    case Form::i64:
      return in.signed_number();
    case Form::no:
      return false;
    case Form::yes:
      return true;
    case Form::text:
      return in.text();
  }
  return std::monostate{};
}

RowBlock read_rows(ByteReader& in, const Measurement& shape) {
  const auto columns = shape.tags.size() + shape.fields.size();
  const auto count = in.count(in.left(), columns);  // each cell takes a byte at least
  RowBlock rows(shape.tags.size(), shape.fields.size());
  for (std::size_t row = 0; row < count && in.ok(); ++row) {
    rows.begin_row();
    for (std::size_t i = 0; i < shape.tags.size(); ++i) {
      rows.add_tag(in.text());
    }
    for (const auto& field : shape.fields) {
      rows.add(read(in, field.type));
    }
  }
  return rows;
}

}  // namespace

std::uint32_t shape_check(std::string_view measurement, std::string_view text) {
  return checksum({measurement, text});
}

std::string sample_blob(const RowBlock& rows, std::uint32_t shape_check, WallTime time) {
  ByteWriter out;
  out.byte(blob_version);
  out.number(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < rows.tag_count(); ++i) {
      out.text(rows.tag(row, i));
    }
    for (std::size_t i = 0; i < rows.field_count(); ++i) {
      write(out, rows.field(row, i));
    }
  }
  auto bytes = out.take();
  const auto check = check_of(bytes, shape_check, time);
  for (std::size_t i = 0; i < check_bytes; ++i) {
    bytes.push_back(static_cast<char>(check >> (8 * i)));
  }
  return bytes;
}

std::optional<RowBlock> rows_of_blob(std::string_view blob, const Measurement& shape,
                                     std::uint32_t shape_check, WallTime time) {
  if (blob.size() < check_bytes || shape.fields.empty()) {
    return std::nullopt;
  }
  std::uint32_t said = 0;
  for (std::size_t i = 0; i < check_bytes; ++i) {
    const auto byte = static_cast<unsigned char>(blob[blob.size() - check_bytes + i]);
    said |= static_cast<std::uint32_t>(byte) << (8 * i);
  }
  blob.remove_suffix(check_bytes);
  if (said != check_of(blob, shape_check, time)) {
    return std::nullopt;
  }
  ByteReader in(blob);
  if (in.byte() != blob_version) {
    return std::nullopt;
  }
  auto rows = read_rows(in, shape);
  if (!in.finished()) {
    return std::nullopt;
  }
  return rows;
}

}  // namespace livetap::journal
