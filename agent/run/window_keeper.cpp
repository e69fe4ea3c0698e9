#include "agent/run/window_keeper.hpp"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "agent/model/clocks.hpp"
#include "agent/run/complaint_log.hpp"

namespace livetap {

namespace {

/// From the end of one round to the beginning of the next. With the parts of a round in between,
/// what is lost is 10 s at most.
constexpr Milliseconds save_every{9'000};
constexpr Milliseconds part_gap{20};
/// Far beyond what the bounds of windows let any agent write.
constexpr std::uintmax_t largest_file = std::uintmax_t{256} << 20U;

WindowArchive read_archive(const std::filesystem::path& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  if (none) {
    return {};
  }
  std::optional<WindowArchive> archive;
  if (size <= largest_file) {
    std::ifstream in(file, std::ios::binary);
    archive = WindowArchive::decode(std::string{std::istreambuf_iterator<char>(in), {}});
  }
  if (!archive) {
    spdlog::warn("{} is damaged or of another version; windows begin empty", file.string());
    return {};
  }
  return *std::move(archive);
}

}  // namespace

WindowKeeper::WindowKeeper(boost::asio::io_context& io, std::filesystem::path file,
                           std::vector<Source> sources)
    : timer_(io), sources_(std::move(sources)), earlier_(read_archive(file)), file_(file) {}

void WindowKeeper::call_at(SteadyTime time, void (WindowKeeper::*then)()) {
  timer_.expires_at(time);
  timer_.async_wait([this, then](const boost::system::error_code& cancelled) {
    if (!cancelled) {
      (this->*then)();
    }
  });
}

void WindowKeeper::begin_anew() {
  archive_ = {};
  source_ = 0;
  part_ = 0;
}

void WindowKeeper::begin_round() {
  begin_anew();
  call_at(clocks().steady + save_every, &WindowKeeper::save_parts);
}

/// False at the end of the round.
bool WindowKeeper::save_part() {
  while (source_ < sources_.size()) {
    if (sources_[source_](archive_, part_++)) {
      return true;
    }
    ++source_;
    part_ = 0;
  }
  return false;
}

void WindowKeeper::save_parts() {
  if (save_part()) {
    return call_at(clocks().steady + part_gap, &WindowKeeper::save_parts);
  }
  complain();
  end_round();
  begin_round();
}

void WindowKeeper::end_round() {
  archive_.add_missing(earlier_, clocks().wall);
  if (!archive_.empty()) {
    file_.write([archive = std::move(archive_)] { return archive.encode(); });
  }
}

/// Of the write before: this one has not ended.
void WindowKeeper::complain() {
  const auto last = file_.last();
  if (!last) {
    return;
  }
  log_complaint(complaints_, "windows", "write",
                last->has_error() ? std::optional(in_words(last->error())) : std::nullopt,
                clocks().steady);
}

void WindowKeeper::stop() {
  timer_.cancel();
  begin_anew();
  while (save_part()) {
  }
  end_round();
}

}  // namespace livetap
