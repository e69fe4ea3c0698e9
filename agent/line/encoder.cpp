#include "agent/line/encoder.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include "agent/line/number.hpp"

namespace livetap::line {

namespace {

constexpr std::string_view nan = "\"NaN\"";

std::string key_of(std::string_view before, std::string_view name) {
  std::string key(before);
  append_name(key, name);
  return key += '=';
}

}  // namespace

LineEncoder::LineEncoder(const Measurement& measurement, Style style) : style_(style) {
  append_name(name_, measurement.name);
  if (name_.front() == '#') {  // the start of a comment
    name_.replace(0, 1, "\uFF03");
  }
  for (const auto& tag : measurement.tags) {
    tag_keys_.push_back(key_of(",", tag));
  }
  for (const auto& field : measurement.fields) {
    fields_.push_back({key_of("", field.name), field.type});
  }
  const auto number = std::find_if(fields_.begin(), fields_.end(), [](const FieldKey& field) {
    return field.type != FieldType::text;
  });
  if (number != fields_.end()) {
    null_field_ = static_cast<std::size_t>(number - fields_.begin());
  }
}

void LineEncoder::append_tag(std::string& out, std::size_t index, std::string_view value) const {
  out += tag_keys_[index];
  append_tag_value(out, value, style_);
}

std::string LineEncoder::prefix(const RowBlock& rows, std::size_t row) const {
  std::string out = name_;
  for (std::size_t i = 0; i < tag_keys_.size(); ++i) {
    append_tag(out, i, i < rows.tag_count() ? rows.tag(row, i) : std::string_view());
  }
  return out += ' ';
}

std::string LineEncoder::prefix(std::span<const std::string_view> tags) const {
  std::string out = name_;
  for (std::size_t i = 0; i < tag_keys_.size(); ++i) {
    append_tag(out, i, i < tags.size() ? tags[i] : std::string_view());
  }
  return out += ' ';
}

bool LineEncoder::append(std::string& out, const RowBlock& rows, std::size_t row, WallTime time,
                         Place place) {
  return append(out, prefix(rows, row), rows, row, time, place);
}

bool LineEncoder::append(std::string& out, std::string_view prefix, const RowBlock& rows,
                         std::size_t row, WallTime time, Place place) {
  const auto value_at = [&](std::size_t i) {
    return i < rows.field_count() ? rows.field(row, i) : Value();
  };
  return append_line(out, prefix, value_at, time, place);
}

bool LineEncoder::append(std::string& out, std::string_view prefix, std::span<const Value> values,
                         WallTime time, Place place) {
  const auto value_at = [&](std::size_t i) { return i < values.size() ? values[i] : Value(); };
  return append_line(out, prefix, value_at, time, place);
}

bool LineEncoder::append_nulls(std::string& out, std::string_view prefix, WallTime time,
                               Place place) {
  return append_line(
      out, prefix, [](std::size_t) { return Value(); }, time, place);
}

template <class ValueAt>
bool LineEncoder::append_line(std::string& out, std::string_view prefix, const ValueAt& value_at,
                              WallTime time, Place place) {
  const std::size_t begin = out.size();
  out += prefix;
  const std::size_t fields_begin = out.size();
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const std::size_t key_begin = out.size();
    if (key_begin > fields_begin) {
      out += ',';
    }
    out += fields_[i].text;
    if (append_value(out, fields_[i], value_at(i))) {
      continue;
    }
    if (style_ == Style::live && place == Place::first) {
      out += fields_[i].type == FieldType::text ? std::string_view("\"\"") : nan;
    } else {
      out.resize(key_begin);
    }
  }
  if (out.size() == fields_begin) {
    if (style_ == Style::influx || fields_.empty()) {
      out.resize(begin);
      ++skipped_;
      return false;
    }
    out += fields_[null_field_].text;
    out += nan;
  }
  out += ' ';
  append_timestamp(out, time);
  out += '\n';
  return true;
}

/// False, with nothing written, for what counts as null.
bool LineEncoder::append_value(std::string& out, const FieldKey& field, const Value& value) const {
  const bool live = style_ == Style::live;
  if (const auto* f64 = std::get_if<double>(&value)) {
    if (field.type != FieldType::f64 || !std::isfinite(*f64)) {
      return false;
    }
    append_number(out, *f64);
  } else if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    const bool integer = field.type == FieldType::i64 || field.type == FieldType::time;
    if (!integer && field.type != FieldType::f64) {
      return false;
    }
    append_integer(out, *i64);
    if (integer && !live) {
      out += 'i';
    }
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    if (field.type != FieldType::boolean) {
      return false;
    }
    out += live ? (*boolean ? '1' : '0') : (*boolean ? 't' : 'f');
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    if (field.type != FieldType::text) {
      return false;
    }
    append_text(out, *text, style_);
  } else {
    return false;
  }
  return true;
}

}  // namespace livetap::line
