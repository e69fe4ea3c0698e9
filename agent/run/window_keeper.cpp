#include "agent/run/window_keeper.hpp"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "agent/model/clocks.hpp"

namespace livetap {

namespace {

constexpr std::chrono::seconds save_every{10};
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

WindowKeeper::WindowKeeper(boost::asio::io_context& io, std::filesystem::path file, Collect collect)
    : timer_(io), collect_(std::move(collect)), earlier_(read_archive(file)), file_(file) {}

void WindowKeeper::arm() {
  timer_.expires_after(save_every);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) {
      complain();
      save();
      arm();
    }
  });
}

void WindowKeeper::save() {
  WindowArchive archive;
  collect_(archive);
  archive.add_missing(earlier_, clocks().wall);
  if (!archive.empty()) {
    file_.write(archive.encode());
  }
}

/// Of the write before: this one has not ended.
void WindowKeeper::complain() {
  const auto last = file_.last();
  if (!last) {
    return;
  }
  const auto now = clocks().steady;
  const auto line =
      last->has_error()
          ? complaints_.failed("windows", "write",
                               last->error().message + " -> " + last->error().hint, now)
          : complaints_.well("windows", "write", now);
  if (line) {
    spdlog::log(last->has_error() ? spdlog::level::warn : spdlog::level::info, "{}", *line);
  }
}

void WindowKeeper::stop() {
  timer_.cancel();
  save();
}

}  // namespace livetap
