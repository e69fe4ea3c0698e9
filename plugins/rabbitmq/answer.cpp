#include "plugins/rabbitmq/answer.hpp"

#include <spdlog/fmt/fmt.h>

#include <string>

#include "net/printable.hpp"
#include "plugins/rabbitmq/json_walk.hpp"

namespace livetap::rabbitmq {
namespace {

using net::printable;
using sdk::ProbeError;

constexpr std::size_t bytes_told = 120;
constexpr std::string_view plugin_cure =
    "is the broker running and its management plugin enabled? "
    "rabbitmq-plugins enable rabbitmq_management";

// The broker's own words: {"error": "not_authorized", "reason": "Login failed"}.
class BrokerWords final : public JsonListener {
 public:
  std::string error;
  std::string reason;

  void object_begins(std::string_view) override {}
  void object_ends(std::string_view) override {}
  void value(std::string_view path, const JsonScalar& scalar) override {
    const auto* text = std::get_if<std::string_view>(&scalar);
    if (!text) return;
    if (path == "error") error = printable(*text, bytes_told);
    if (path == "reason") reason = printable(*text, bytes_told);
  }
};

BrokerWords words_of(std::string_view body) {
  BrokerWords words;
  walk_json(body, words);
  return words;
}

std::string beginning_of(std::string_view body) {
  if (body.empty()) return "an empty body";
  return "'" + printable(body, bytes_told) + (body.size() > bytes_told ? "'..." : "'");
}

ProbeError not_found(std::string_view where) {
  return ProbeError::protocol(
      fmt::format("404 Not Found from {}", where),
      fmt::format("does the url lead to the management API? {}", plugin_cure));
}

std::string login_cure(std::string_view reason) {
  const auto says = [&](std::string_view word) { return reason.find(word) != reason.npos; };
  const std::string tag =
      "the user needs the monitoring tag: rabbitmqctl set_user_tags USER monitoring";
  if (says("monitor") || says("anagement")) return tag;
  if (says("localhost")) {
    return "guest may log in from the broker's own host only; for others, " + tag;
  }
  return "check user and password; " + tag;
}

ProbeError refused_login(const net::HttpResponse& answer, std::string_view where) {
  const std::string reason = words_of(answer.body).reason;
  return ProbeError::auth(
      fmt::format("{} from {}{}{}", answer.status, where, reason.empty() ? "" : ": ", reason),
      login_cure(reason));
}

}  // namespace

ProbeError fault_of(const net::NetError& error, std::string_view where) {
  switch (error.kind) {
    case net::NetErrorKind::refused:
    case net::NetErrorKind::reset:
      return ProbeError::unavailable(error.message, std::string(plugin_cure));
    case net::NetErrorKind::dns:
      return ProbeError::unavailable(error.message, "check the host in url");
    case net::NetErrorKind::timeout:
      return ProbeError::timeout(error.message, "the broker is overloaded or out of reach");
    case net::NetErrorKind::cancelled:
      return ProbeError::cancelled(error.message);
    case net::NetErrorKind::tls:
      return ProbeError::unavailable(
          error.message,
          "is the certificate's authority in tls.ca_file, and does url name the host as the "
          "certificate does?");
    case net::NetErrorKind::too_large:
    case net::NetErrorKind::protocol:
      break;
  }
  return ProbeError::protocol(fmt::format("{} (at {})", error.message, where),
                              "does the url lead to a RabbitMQ management API?");
}

ProbeError fault_of(const net::HttpResponse& answer, std::string_view where) {
  if (answer.status == 401 || answer.status == 403) return refused_login(answer, where);
  if (answer.status == 404) return not_found(where);
  if (answer.status / 100 == 3) {
    return ProbeError::protocol(fmt::format("{} redirect from {}", answer.status, where),
                                "redirects are not followed: name the right address in url");
  }
  return ProbeError::protocol(fmt::format("{} from {}, which begins with {}", answer.status, where,
                                          beginning_of(answer.body)),
                              "see the broker's log");
}

ProbeError fault_of_body(const net::HttpResponse& answer, std::string_view why,
                         std::string_view where) {
  return ProbeError::protocol(fmt::format("unreadable answer from {}: {}; it begins with {}", where,
                                          why, beginning_of(answer.body)),
                              "does the url lead to a RabbitMQ management API?");
}

bool page_out_of_range(const net::HttpResponse& answer) {
  return answer.status == 400 && words_of(answer.body).error == "page_out_of_range";
}

}  // namespace livetap::rabbitmq
