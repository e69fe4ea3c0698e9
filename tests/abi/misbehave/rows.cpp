// Modes that break the rules of rows.
#include <unistd.h>

#include <cmath>
#include <limits>
#include <string>
#include <thread>

#include "misbehave.hpp"

namespace misbehave {

namespace {

void emit_text(const Instance& self, std::string_view tag, std::string_view note) {
  const livetap_str name{tag.data(), tag.size()};
  livetap_value row[3] = {};
  row[0].type = LIVETAP_F64;
  row[2].type = LIVETAP_TEXT;
  row[2].as.text = {note.data(), note.size()};
  self.host->emit(self.host, 0, &name, row);
}

int finish(const Instance& self) {
  self.host->done(self.host, 0, nullptr);
  return 1;
}

// `value` rows (a million when 0) of different series in one gather.
int flood(Instance& self, livetap_error*) {
  const auto count = self.value == 0 ? 1'000'000 : self.value;
  for (std::int64_t i = 0; i < count; ++i) {
    emit_text(self, std::to_string(i), "one of many");
  }
  return finish(self);
}

int flood_log(Instance& self, livetap_error* error) {
  const std::string line(5000, 'x');
  const auto count = self.value == 0 ? 1'000'000 : self.value;
  for (std::int64_t i = 0; i < count; ++i) {
    self.host->log(self.host, LIVETAP_WARNING, {line.data(), line.size()});
  }
  return behave(self, error);
}

// A thread goes on emitting long after collect has returned.
int emit_after_return(Instance& self, livetap_error* error) {
  std::thread([copy = self] {
    for (int i = 0; i < 100; ++i) {
      ::usleep(20'000);
      emit_number(copy, 2, "after the return");
      copy.host->done(copy.host, 0, nullptr);
    }
  }).detach();
  return behave(self, error);
}

int bad_utf8(Instance& self, livetap_error*) {
  using namespace std::string_view_literals;
  emit_text(self, "\xFF\xFE\x80"sv, "cut \xE2\x82"sv);
  emit_text(self, "surrogate \xED\xA0\x80"sv, "overlong \xC0\xAF"sv);
  emit_text(self, "zero \0 byte"sv, "line\nbreak"sv);
  emit_text(self, "", "a=b,c d\\");
  return finish(self);
}

int not_finite(Instance& self, livetap_error*) {
  emit_number(self, std::nan(""), "NaN");
  emit_number(self, std::numeric_limits<double>::infinity(), "Inf");
  emit_number(self, -std::numeric_limits<double>::infinity(), "-Inf");
  return finish(self);
}

int long_texts(Instance& self, livetap_error*) {
  const std::string megabyte(1024 * 1024, 'n');
  emit_text(self, megabyte, megabyte);
  return finish(self);
}

// A text for a number, a bool for an integer, a double for an integer, an unknown type.
int wrong_type(Instance& self, livetap_error*) {
  const livetap_str name{"one", 3};
  for (const std::uint32_t type : {4U, 3U, 1U, 77U}) {
    livetap_value row[3] = {};
    row[0].type = type == 4U ? type : 0U;
    row[1].type = type == 4U ? 0U : type;
    if (type == 4U) {
      row[0].as.text = {"text", 4};
    }
    self.host->emit(self.host, 0, &name, row);
  }
  return finish(self);
}

int wrong_measurement(Instance& self, livetap_error* error) {
  const livetap_str name{"one", 3};
  const livetap_value row[3] = {};
  self.host->emit(self.host, 99, &name, row);
  self.host->done(self.host, 99, nullptr);
  return behave(self, error);
}

// Two rows of one series in one gather.
int same_series(Instance& self, livetap_error*) {
  emit_number(self, 1, "first");
  emit_number(self, 2, "second");
  return finish(self);
}

// A size without a pointer: memory that is not there.
int null_text(Instance& self, livetap_error*) {
  const livetap_str name{nullptr, 5};
  livetap_value row[3] = {};
  row[2].type = LIVETAP_TEXT;
  row[2].as.text = {nullptr, 7};
  self.host->emit(self.host, 0, &name, row);
  return finish(self);
}

int big_state(Instance& self, livetap_error* error) {
  const std::string value(100 * 1024, 's');
  self.host->state_put(self.host, {"cursor", 6}, {value.data(), value.size()});
  return behave(self, error);
}

int bad_event(Instance& self, livetap_error* error) {
  livetap_event event{};
  event.size = sizeof event;
  event.severity = 99;
  event.type = {"\xFF", 1};
  event.attributes = {"{not json", 9};
  self.host->event(self.host, &event);
  return behave(self, error);
}

}  // namespace

Act row_act(std::string_view mode) {
  static constexpr Mode modes[] = {
      {"flood", flood},
      {"flood_log", flood_log},
      {"emit_after_return", emit_after_return},
      {"bad_utf8", bad_utf8},
      {"not_finite", not_finite},
      {"long_texts", long_texts},
      {"wrong_type", wrong_type},
      {"wrong_measurement", wrong_measurement},
      {"same_series", same_series},
      {"null_text", null_text},
      {"big_state", big_state},
      {"bad_event", bad_event},
  };
  for (const Mode& known : modes) {
    if (known.name == mode) {
      return known.act;
    }
  }
  return nullptr;
}

}  // namespace misbehave
