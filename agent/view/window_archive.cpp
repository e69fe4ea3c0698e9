#include "agent/view/window_archive.hpp"

#include <utility>

#include "agent/model/checksum.hpp"
#include "agent/worker/byte_reader.hpp"
#include "agent/worker/byte_writer.hpp"

namespace livetap {

namespace {

/// What the file begins with; another form of it gets another number.
constexpr std::string_view mark = "livetap windows 1\n";

}  // namespace

void WindowArchive::put(const std::string& name, const WindowSeries& window) {
  auto bytes = window.save();
  if (!bytes.empty()) {
    entries_[name] = {window.until(), std::move(bytes)};
  }
}

void WindowArchive::take(const std::string& name, WindowSeries& window) {
  const auto entry = entries_.extract(name);
  if (!entry.empty()) {
    window.restore(entry.mapped().bytes);
  }
}

void WindowArchive::add_missing(const WindowArchive& other, WallTime now) {
  for (const auto& [name, entry] : other.entries_) {
    if (entry.until > now) {
      entries_.try_emplace(name, entry);
    }
  }
}

std::string WindowArchive::encode() const {
  worker::ByteWriter out;
  out.number(entries_.size());
  for (const auto& [name, entry] : entries_) {
    out.text(name);
    out.signed_number(entry.until.time_since_epoch().count());
    out.text(entry.bytes);
  }
  const auto body = out.take();
  worker::ByteWriter file;
  file.number(checksum({body}));
  return std::string(mark) + file.take() + body;
}

std::optional<WindowArchive> WindowArchive::decode(std::string_view bytes) {
  if (!bytes.starts_with(mark)) {
    return std::nullopt;
  }
  worker::ByteReader in(bytes.substr(mark.size()));
  const auto said = in.number();
  if (said != checksum({bytes.substr(bytes.size() - in.left())})) {
    return std::nullopt;
  }
  WindowArchive archive;
  for (auto left = in.count(in.left()); left > 0 && in.ok(); --left) {
    auto name = in.string();
    const WallTime until{Milliseconds(in.signed_number())};
    archive.entries_[std::move(name)] = {until, in.string()};
  }
  if (!in.finished()) {
    return std::nullopt;
  }
  return archive;
}

}  // namespace livetap
