#include "plugins/rabbitmq/settings.hpp"

namespace livetap::rabbitmq {
namespace {

// What RabbitMQ itself makes at its first start.
constexpr std::string_view first_user = "guest";

}  // namespace

sdk::SettingList setting_list() {
  using namespace sdk;
  return {
      url("url").required().doc("Management API, http or https, such as http://127.0.0.1:15672."),
      text("user").doc("User with the monitoring tag; default guest, or the one in url."),
      secret("password").doc("Password of the user; default guest, or the one in url."),
      section("tls", {text("ca_file").doc("PEM file of the authorities to trust."),
                      boolean("insecure_skip_verify")
                          .default_value("false")
                          .doc("Do not check the broker's certificate.")})
          .doc("How far the broker's certificate is trusted."),
      section("queues",
              {list("include", text()).doc("Globs of names, or of vhost/name; none: every queue."),
               list("exclude", text()).doc("Globs of queues to leave out; wins over include.")})
          .doc("Which queues to measure."),
      section("lag", {integer("messages")
                          .default_value("1000")
                          .doc("More messages than this in a queue are lag."),
                      number("ack_ratio")
                          .default_value("0.1")
                          .doc("Taking less than this share of what is published is lag.")})
          .doc("When a queue lags."),
  };
}

ManagementLogin read_login(const sdk::Settings& settings) {
  const sdk::Settings setting = settings.child("url");
  const auto url = net::parse_url(setting.text(), {"http", "https"});
  if (!url) setting.fail("it " + url.error().message);
  if (!url->query.empty()) {
    setting.fail("it has a query", "end the url before the question mark");
  }
  ManagementLogin login{.url = *url, .user = url->user, .password = url->password, .tls = {}};
  if (login.user.empty()) login.user = login.password = first_user;
  if (const auto user = settings.optional_text("user")) login.user = *user;
  if (const auto password = settings.optional_text("password")) login.password = *password;

  const sdk::Settings tls = settings.child("tls");
  login.tls.ca_file = tls.optional_text("ca_file").value_or(std::string_view());
  login.tls.insecure_skip_verify = tls.optional_boolean("insecure_skip_verify").value_or(false);
  return login;
}

NameFilter read_filter(const sdk::Settings& settings) {
  const sdk::Settings queues = settings.child("queues");
  return {queues.texts("include"), queues.texts("exclude")};
}

LagLimits read_limits(const sdk::Settings& settings) {
  const sdk::Settings lag = settings.child("lag");
  LagLimits limits;
  limits.messages = lag.optional_integer("messages").value_or(limits.messages);
  limits.ack_ratio = lag.optional_number("ack_ratio").value_or(limits.ack_ratio);
  if (limits.messages < 0) lag.child("messages").fail("a queue cannot hold less than 0 messages");
  if (!(limits.ack_ratio >= 0 && limits.ack_ratio <= 1)) {
    lag.child("ack_ratio").fail("a share lies between 0 and 1");
  }
  return limits;
}

}  // namespace livetap::rabbitmq
