#include "plugins/websocket/settings.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <set>

#include "net/json_pointer.hpp"

namespace livetap::websocket {
namespace {

using sdk::Settings;

constexpr std::size_t most_endpoints = 100;
constexpr std::int64_t least_message_limit = 1024;
constexpr std::int64_t most_message_limit = 16 * 1024 * 1024;

enum class Place { beside_endpoints, in_endpoint };

/// What is said once for all endpoints, and again by one that differs. Only the former has
/// defaults: an endpoint that says nothing takes what stands there.
sdk::SettingList shared_settings(Place place) {
  using namespace sdk;
  const auto defaults = [place](SettingSpec spec, std::string_view yaml) {
    return place == Place::in_endpoint ? spec : std::move(spec).default_value(yaml);
  };
  return {
      map("headers", secret()).doc("Headers of the upgrade request, such as X-API-Key."),
      text("subprotocol").doc("Sec-WebSocket-Protocol to ask for."),
      list("send", secret()).doc("Texts to send once connected, such as a subscription."),
      text("timestamp").doc("JSON pointer to the source's time in a message, such as /ts."),
      defaults(duration("silence").doc("No message for so long is the state silent; 0s: never."),
               "30s"),
      defaults(duration("ping").doc("How often the server is pinged."), "5s"),
      defaults(duration("pong_timeout")
                   .doc("Nothing at all for so long after a ping: the connection is dead."),
               "4s"),
      defaults(duration("connect_timeout").doc("From the name lookup to the upgrade."), "5s"),
      defaults(integer("message_limit").doc("Largest message, in bytes."), "1048576"),
      section("tls", {text("ca_file").doc("PEM file of the authorities to trust."),
                      boolean("insecure_skip_verify").doc("Do not check the certificate.")})
          .doc("How far the server's certificate is trusted."),
  };
}

sdk::SettingList endpoint_settings(Place place) {
  using namespace sdk;
  SettingList all{url("url").doc("ws:// or wss://; its user and password become Authorization."),
                  text("name").doc("Value of the tag endpoint; default host:port and path.")};
  SettingList shared = shared_settings(place);
  for (SettingSpec& spec : shared) all.push_back(std::move(spec));
  return all;
}

/// A key of an endpoint, or else the one that speaks for all of them.
class Level {
 public:
  Level(Settings own, Settings all) : own_(std::move(own)), all_(std::move(all)) {}

  Settings at(std::string_view key) const {
    return own_.has(key) ? own_.child(key) : all_.child(key);
  }
  std::string text(std::string_view key) const {
    return std::string(at(key).optional_text().value_or(std::string_view()));
  }
  std::chrono::nanoseconds duration(std::string_view key, std::chrono::nanoseconds other) const {
    return at(key).optional_duration().value_or(other);
  }

 private:
  Settings own_;
  Settings all_;
};

net::Url read_url(const Settings& setting) {
  const auto url = net::parse_url(setting.text(), {"ws", "wss"});
  if (!url) setting.fail("it " + url.error().message);
  return *url;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; });
}

/// Names that the WebSocket layer sets itself; a second one would break the upgrade.
bool is_ours(std::string_view name) {
  constexpr std::array names{"connection", "upgrade", "host", "content-length",
                             "transfer-encoding"};
  return boost::beast::iequals({name.data(), std::min(name.size(), std::size_t{14})},
                               "sec-websocket-") ||
         std::any_of(names.begin(), names.end(), [&](const char* known) {
           return boost::beast::iequals({name.data(), name.size()}, known);
         });
}

void check_header(std::string_view name, const Settings& value) {
  if (const auto fault = net::header_fault(name, value.text()); !fault.empty()) {
    value.fail("this header " + std::string(fault));
  }
  if (is_ours(name)) {
    value.fail("the probe sets this header itself", "for Sec-WebSocket-Protocol: set subprotocol");
  }
}

std::vector<net::HttpHeader> read_headers(const Level& level, const net::Url& url) {
  std::vector<net::HttpHeader> headers;
  for (const auto& [name, value] : level.at("headers").map()) {
    check_header(name, value);
    headers.push_back({std::string(name), std::string(value.text())});
  }
  if (!url.user.empty()) {
    headers.push_back({"Authorization", net::basic_authorization(url.user, url.password)});
  }
  return headers;
}

void check_times(const Level& level, const EndpointSettings& endpoint) {
  using namespace std::chrono_literals;
  const auto at_least = [&](std::string_view key, std::chrono::nanoseconds value) {
    if (value < 10ms) level.at(key).fail("it is less than 10ms");
  };
  at_least("ping", endpoint.ping);
  at_least("pong_timeout", endpoint.pong_timeout);
  at_least("connect_timeout", endpoint.connect_timeout);
  if (endpoint.silence < 0s) level.at("silence").fail("it is negative");
}

std::string default_name(const net::Url& url) {
  return url.path == "/" ? url.authority() : url.authority() + url.path;
}

EndpointSettings read_endpoint(const Settings& own, const Settings& all) {
  using namespace std::chrono_literals;
  const Level level(own, all);
  EndpointSettings endpoint;
  endpoint.url = read_url(own.child("url"));
  const auto name = own.optional_text("name");
  endpoint.name = name ? std::string(*name) : default_name(endpoint.url);
  if (endpoint.name.empty()) own.child("name").fail("it is empty");
  endpoint.headers = read_headers(level, endpoint.url);
  endpoint.subprotocol = level.text("subprotocol");
  if (has_control_character(endpoint.subprotocol)) {
    level.at("subprotocol").fail("it holds a line break or a control character");
  }
  for (const Settings& text : level.at("send").list()) endpoint.send.emplace_back(text.text());
  endpoint.timestamp = level.text("timestamp");
  if (!endpoint.timestamp.empty() && !net::is_pointer(endpoint.timestamp)) {
    level.at("timestamp").fail("it is no JSON pointer", "write it as /ts or /data/0/time");
  }
  endpoint.silence = level.duration("silence", 30s);
  endpoint.ping = level.duration("ping", 5s);
  endpoint.pong_timeout = level.duration("pong_timeout", 4s);
  endpoint.connect_timeout = level.duration("connect_timeout", 5s);
  check_times(level, endpoint);
  const auto limit = level.at("message_limit").optional_integer().value_or(1024 * 1024);
  if (limit < least_message_limit || limit > most_message_limit) {
    level.at("message_limit").fail("it is not between 1024 and 16777216");
  }
  endpoint.message_limit = static_cast<std::size_t>(limit);
  const Settings tls = level.at("tls");
  endpoint.tls.ca_file = tls.optional_text("ca_file").value_or(std::string_view());
  endpoint.tls.insecure_skip_verify = tls.optional_boolean("insecure_skip_verify").value_or(false);
  return endpoint;
}

}  // namespace

sdk::SettingList setting_list() {
  using namespace sdk;
  SettingList all = endpoint_settings(Place::beside_endpoints);
  all.push_back(list("endpoints", section(endpoint_settings(Place::in_endpoint)))
                    .doc("Several at once, instead of url; what an endpoint does not set, it takes "
                         "from beside the list."));
  return all;
}

std::vector<EndpointSettings> read_endpoints(const sdk::Settings& settings) {
  std::vector<EndpointSettings> endpoints;
  const auto listed = settings.list("endpoints");
  if (settings.has("url") == !listed.empty()) {
    settings.child(listed.empty() ? "url" : "endpoints")
        .fail(listed.empty() ? "there is neither url nor endpoints" : "there are url and endpoints",
              "set url for one endpoint, or endpoints for several");
  }
  if (listed.empty()) return {read_endpoint(settings, settings)};
  if (listed.size() > most_endpoints) {
    settings.child("endpoints").fail("there are more than 100", "spread them over several probes");
  }
  std::set<std::string> names;
  for (const Settings& one : listed) {
    if (!one.has("url")) one.fail("it has no url", "add url: ws://host:port/path");
    endpoints.push_back(read_endpoint(one, settings));
    if (!names.insert(endpoints.back().name).second) {
      one.fail("another endpoint is called " + endpoints.back().name + " too",
               "give each a name of its own");
    }
  }
  return endpoints;
}

}  // namespace livetap::websocket
