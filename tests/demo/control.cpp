#include "tests/demo/control.hpp"

#include <boost/json.hpp>

#include "tests/demo/health.hpp"

namespace livetap::standin {
namespace {

namespace json = boost::json;

constexpr std::string_view kRoot = "/control";
constexpr std::string_view kMode = "?mode=";

HttpReply mistake(int status, std::string_view message) {
  return {.status = status, .body = json::serialize(json::object{{"error", message}}) + "\n"};
}

HttpReply all_modes(const Faults& faults) {
  json::object modes;
  for (const auto& [part, mode] : faults.all()) modes[part] = mode;
  return {.body = json::serialize(modes) + "\n"};
}

}  // namespace

HttpReply control(std::string_view method, std::string_view target, Platform& platform) {
  if (target == kRoot && method == "GET") return all_modes(platform.faults);
  const auto question = target.find(kMode);
  if (!target.starts_with("/control/") || question == std::string_view::npos) {
    return mistake(404, "GET /control, or POST /control/PART?mode=MODE");
  }
  if (method != "POST") return mistake(405, "POST sets a mode");
  const auto part = target.substr(kRoot.size() + 1, question - kRoot.size() - 1);
  const bool was_up = stream_is_up(platform.faults);
  const auto wrong = platform.faults.set(part, target.substr(question + kMode.size()));
  if (!wrong.empty()) return mistake(400, wrong);
  if (!was_up && stream_is_up(platform.faults)) {
    ++platform.status.stream_reconnections;
    platform.status.stream_connected_ms = unix_ms(now());
  }
  return all_modes(platform.faults);
}

}  // namespace livetap::standin
