#include "plugins/websocket/change_event.hpp"

#include <boost/json.hpp>
#include <cmath>

#include "plugins/websocket/wording.hpp"

namespace livetap::websocket {
namespace {

namespace json = boost::json;

sdk::Severity severity_of(LinkState begins) {
  switch (begins) {
    case LinkState::disconnected:
      return sdk::Severity::error;
    case LinkState::silent:
    case LinkState::reconnecting:
      return sdk::Severity::warning;
    case LinkState::connecting:
    case LinkState::connected:
      break;
  }
  return sdk::Severity::info;
}

std::string headline(const Change& change) {
  if (change.to == LinkState::silent) return "no messages";
  if (change.from == LinkState::silent && change.to == LinkState::connected) {
    return "messages come again";
  }
  return std::string(to_string(change.to));
}

json::value code_of(const Change& change) {
  if (!change.reason || !change.reason->close_code) return nullptr;
  return *change.reason->close_code;
}

}  // namespace

ChangeEvent event_of(const Change& change, const std::string& endpoint) {
  ChangeEvent event;
  event.type = "websocket_" + std::string(to_string(change.to));
  event.severity = severity_of(change.to);
  event.message = headline(change) + " after " + in_words(change.lasted) + " " +
                  std::string(to_string(change.from));
  const std::string reason = change.reason ? change.reason->message : "";
  if (!reason.empty()) event.message += ": " + reason;
  const std::chrono::duration<double> lasted = change.lasted;
  event.attributes = json::serialize(json::object{
      {"endpoint", endpoint},
      {"from", json::string_view(to_string(change.from).data(), to_string(change.from).size())},
      {"duration_s", std::round(lasted.count() * 1000) / 1000},
      {"close_code", code_of(change)},
      {"reason", reason.empty() ? json::value(nullptr) : json::value(reason)}});
  return event;
}

}  // namespace livetap::websocket
