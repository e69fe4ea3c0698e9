// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace livetap::sdk::detail {

/// The memory of the row being built, used again for every row: no allocation once it is warm.
class RowBuffer {
 public:
  void begin(std::size_t tag_count, std::size_t field_count) {
    text_.clear();
    tag_spans_.assign(tag_count, Span{});
    value_spans_.assign(field_count, Span{});
    values_.assign(field_count, livetap_value{});
  }

  std::size_t tag_count() const { return tag_spans_.size(); }

  void set_tag(std::size_t index, std::string_view text) {
    if (index >= tag_spans_.size()) {
      throw ProbeError::internal("a row was given tag " + std::to_string(index) +
                                 "; its measurement has " + std::to_string(tag_spans_.size()));
    }
    tag_spans_[index] = keep(text);
  }
  void set_value(std::size_t index, const livetap_value& value) { at(index) = value; }
  void set_text(std::size_t index, std::string_view text) {
    at(index).type = LIVETAP_TEXT;
    value_spans_[index] = keep(text);
  }

  // The row as the host wants it; holds until the next change.
  const livetap_str* finished_tags() {
    tags_.clear();
    for (const Span& span : tag_spans_) {
      tags_.push_back({text_.data() + span.offset, span.size});
    }
    return tags_.data();
  }
  const livetap_value* finished_values() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (values_[i].type == LIVETAP_TEXT) {
        values_[i].as.text = {text_.data() + value_spans_[i].offset, value_spans_[i].size};
      }
    }
    return values_.data();
  }

 private:
  // Offsets, because text_ moves while it grows.
  struct Span {
    std::size_t offset = 0;
    std::size_t size = 0;
  };

  livetap_value& at(std::size_t index) {
    if (index >= values_.size()) {
      throw ProbeError::internal("a row was given field " + std::to_string(index) +
                                 "; its measurement has " + std::to_string(values_.size()));
    }
    return values_[index];
  }
  Span keep(std::string_view text) {
    const Span span{text_.size(), text.size()};
    text_.append(text);
    return span;
  }

  std::string text_;
  std::vector<Span> tag_spans_;
  std::vector<Span> value_spans_;
  std::vector<livetap_str> tags_;
  std::vector<livetap_value> values_;
};

}  // namespace livetap::sdk::detail
