#include "plugins/services/settings.hpp"

#include <algorithm>
#include <set>

#include "plugins/services/declared_field.hpp"
#include "plugins/services/service_rows.hpp"

namespace livetap::services {
namespace {

using sdk::Settings;
using namespace std::chrono_literals;

constexpr std::size_t most_targets = 500;

/// What is said once for all targets, and again by one that differs.
sdk::SettingList shared_settings() {
  using namespace sdk;
  return {
      map("headers", secret()).doc("Headers of the request, such as X-API-Key; none when empty."),
      duration("timeout").doc("From the name lookup to the answer's last byte; default 800ms."),
      section("tls", {text("ca_file").doc("PEM file of the authorities to trust."),
                      boolean("insecure_skip_verify").doc("Do not check the certificate.")})
          .doc("How far a server's certificate is trusted."),
  };
}

sdk::SettingSpec target_section() {
  using namespace sdk;
  SettingList keys{
      text("name").required().doc("Value of the tag service."),
      url("url").required().doc("http or https; user and password become Authorization."),
      choice("method", {"GET", "HEAD", "POST", "PUT", "OPTIONS"}).default_value("GET"),
      text("body").doc("Of the request; for POST and PUT."),
      list("expect_status", integer())
          .default_value("[200]")
          .doc("What the answer's status has to be: one of these."),
      boolean("json").doc("Whether the answer has to be JSON; default true, for HEAD false."),
      duration("interval").doc("Where it differs from the probe's; longer only."),
      map("pointers", list("", text())).doc("For each field that lies elsewhere: JSON pointers."),
  };
  const auto shared = shared_settings();
  keys.insert(keys.end(), shared.begin(), shared.end());
  return section(std::move(keys));
}

/// A key of a target, or else the one that speaks for all of them.
Settings own_or_shared(const Settings& own, const Settings& all, std::string_view key) {
  return own.has(key) ? own.child(key) : all.child(key);
}

net::Url read_url(const Settings& setting) {
  const auto url = net::parse_url(setting.text(), {"http", "https"});
  if (!url) setting.fail("it " + url.error().message);
  return *url;
}

std::vector<net::HttpHeader> read_headers(const Settings& headers, const net::Url& url) {
  std::vector<net::HttpHeader> read{{"Accept", "application/json"}};
  if (!url.user.empty()) {
    read.push_back({"Authorization", net::basic_authorization(url.user, url.password)});
  }
  for (const auto& [name, value] : headers.map()) {
    if (const auto fault = net::header_fault(name, value.text()); !fault.empty()) {
      value.fail("this header " + std::string(fault));
    }
    if (!value.text().empty()) read.push_back({std::string(name), std::string(value.text())});
  }
  return read;
}

net::HttpRequest read_request(const Settings& own, const Settings& all, const net::Url& url) {
  net::HttpRequest request;
  request.method = own.optional_text("method").value_or("GET");
  request.target = url.target();
  request.headers = read_headers(own_or_shared(own, all, "headers"), url);
  request.body = own.optional_text("body").value_or("");
  if (!request.body.empty() && request.method != "POST" && request.method != "PUT") {
    own.child("body").fail("a " + request.method + " carries no body", "set method: POST");
  }
  return request;
}

std::vector<int> read_statuses(const Settings& setting) {
  std::vector<int> statuses;
  for (const Settings& each : setting.list()) {
    const auto status = each.integer();
    if (status < 100 || status > 599) each.fail("a status of HTTP lies between 100 and 599");
    statuses.push_back(static_cast<int>(status));
  }
  if (statuses.empty() && setting.is_set()) setting.fail("it names no status");
  return statuses.empty() ? std::vector<int>{200} : statuses;
}

void read_times(const Settings& own, const Settings& all, Target& target) {
  const Settings timeout = own_or_shared(own, all, "timeout");
  target.timeout = timeout.optional_duration().value_or(800ms);
  if (target.timeout < 10ms || target.timeout > 1min) {
    timeout.fail("it is not between 10ms and 1m");
  }
  target.interval = own.optional_duration("interval").value_or(0ns);
  if (target.interval < 0ns) own.child("interval").fail("it is negative");
}

void read_pointers(const Settings& setting, std::vector<Field>& fields) {
  for (const auto& [name, list] : setting.map()) {
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const Field& each) { return each.name == name; });
    if (field == fields.end()) {
      list.fail("there is no field " + std::string(name), "declare it under fields");
    }
    field->pointers = checked_pointers(list);
  }
}

Target read_target(const Settings& own, const Settings& all, const std::vector<Field>& fields) {
  Target target;
  target.name = own.text("name");
  if (target.name.empty()) own.child("name").fail("it is empty");
  target.url = read_url(own.child("url"));
  target.request = read_request(own, all, target.url);
  read_times(own, all, target);
  target.expected_status = read_statuses(own.child("expect_status"));
  const bool head = target.request.method == "HEAD";
  target.json = own.optional_boolean("json").value_or(!head);
  if (head && target.json) own.child("json").fail("an answer to HEAD has no body");
  const Settings tls = own_or_shared(own, all, "tls");
  target.tls.ca_file = tls.optional_text("ca_file").value_or(std::string_view());
  target.tls.insecure_skip_verify = tls.optional_boolean("insecure_skip_verify").value_or(false);
  target.fields = fields;
  read_pointers(own.child("pointers"), target.fields);
  return target;
}

int read_warn_days(const Settings& setting) {
  const auto span = setting.optional_duration().value_or(14 * 24h);
  if (span < 0ns || span > 3650 * 24h) setting.fail("it is not between 0s and 3650d");
  return static_cast<int>(span / 24h);
}

}  // namespace

sdk::SettingList setting_list() {
  using namespace sdk;
  SettingList all{
      list("targets", target_section()).required().doc("The addresses to ask, side by side."),
      map("fields", field_section())
          .doc("Further fields, read from the JSON of every target: name and where it lies."),
      duration("certificate_warn")
          .default_value("14d")
          .doc("A certificate that ends sooner is a warning."),
  };
  const auto shared = shared_settings();
  all.insert(all.end(), shared.begin(), shared.end());
  return all;
}

Watched read_settings(const sdk::Settings& settings) {
  Watched watched;
  std::vector<Field> fields;
  std::vector<std::string> taken = own_names();
  const auto add = [&](DeclaredField declared) {
    taken.push_back(declared.field.name);
    fields.push_back(std::move(declared.field));
    watched.columns.push_back(std::move(declared.column));
  };
  for (auto& built_in : built_in_fields()) add(std::move(built_in));
  for (const auto& [name, node] : settings.map("fields")) add(read_field(name, node, taken));
  std::set<std::string> names;
  for (const Settings& one : settings.list("targets")) {
    watched.targets.push_back(read_target(one, settings, fields));
    if (!names.insert(watched.targets.back().name).second) {
      one.child("name").fail("another target is called " + watched.targets.back().name + " too");
    }
  }
  const Settings targets = settings.child("targets");
  if (watched.targets.empty()) targets.fail("it names no target", "add {name: …, url: …}");
  if (watched.targets.size() > most_targets) {
    targets.fail("there are more than 500", "spread them over several probes");
  }
  watched.certificate_warn_days = read_warn_days(settings.child("certificate_warn"));
  return watched;
}

}  // namespace livetap::services
