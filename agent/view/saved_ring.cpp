#include "agent/view/saved_ring.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "agent/worker/byte_reader.hpp"
#include "agent/worker/byte_writer.hpp"

namespace livetap {

namespace {

using worker::ByteReader;
using worker::ByteWriter;

/// How a point is written.
enum class Form : std::uint8_t { null, f64, whole, text };

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}
bool same(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return a == b;
}

void write(ByteWriter& out, double value) {
  constexpr double limit = 1 << 30;
  if (std::isnan(value)) {
    out.byte(static_cast<std::uint8_t>(Form::null));
  } else if (std::fabs(value) <= limit && value == std::trunc(value)) {
    out.byte(static_cast<std::uint8_t>(Form::whole));
    out.signed_number(static_cast<std::int64_t>(value));
  } else {
    out.byte(static_cast<std::uint8_t>(Form::f64));
    out.f64(value);
  }
}

void write(ByteWriter& out, const std::optional<std::string>& value) {
  out.byte(static_cast<std::uint8_t>(value ? Form::text : Form::null));
  if (value) {
    out.text(*value);
  }
}

void read(ByteReader& in, double& value) {
  switch (in.enumerator(Form::null, Form::whole)) {
    case Form::f64:
      value = in.f64();
      return;
    case Form::whole:
      value = static_cast<double>(in.signed_number());
      return;
    default:
      value = std::numeric_limits<double>::quiet_NaN();
  }
}

void read(ByteReader& in, std::optional<std::string>& value) {
  switch (in.enumerator(Form::null, Form::text)) {
    case Form::text:
      value = in.string();
      return;
    case Form::null:
      value.reset();
      return;
    default:
      in.fail();
  }
}

template <class T>
void write_runs(ByteWriter& out, const std::vector<T>& points) {
  for (std::size_t i = 0; i < points.size();) {
    std::size_t end = i + 1;
    while (end < points.size() && same(points[end], points[i])) {
      ++end;
    }
    out.number(end - i);
    write(out, points[i]);
    i = end;
  }
}

template <class T>
std::vector<T> read_runs(ByteReader& in, std::size_t count) {
  std::vector<T> points;
  while (points.size() < count && in.ok()) {
    const auto run = in.count(count - points.size(), 0);
    T point{};
    read(in, point);
    points.insert(points.end(), run, point);
  }
  return points;
}

}  // namespace

std::string encode(const SavedRing& ring) {
  ByteWriter out;
  out.signed_number(ring.newest);
  for (std::size_t i = 0; i < ring.numbers.size(); ++i) {
    out.number(ring.counts[i]);
    write_runs(out, ring.numbers[i]);
  }
  for (const auto& column : ring.texts) {
    write_runs(out, column);
  }
  return out.take();
}

std::optional<SavedRing> decode_ring(std::string_view bytes, std::size_t numbers, std::size_t texts,
                                     std::size_t points) {
  ByteReader in(bytes);
  SavedRing ring;
  ring.newest = in.signed_number();
  for (std::size_t i = 0; i < numbers; ++i) {
    ring.counts.push_back(static_cast<std::uint32_t>(in.number()));
    ring.numbers.push_back(read_runs<double>(in, points));
  }
  for (std::size_t i = 0; i < texts; ++i) {
    ring.texts.push_back(read_runs<std::optional<std::string>>(in, points));
  }
  if (!in.finished()) {
    return std::nullopt;
  }
  return ring;
}

std::int64_t saved_newest(std::string_view bytes) {
  return ByteReader(bytes).signed_number();
}

}  // namespace livetap
