#include "tests/support/browser.hpp"

#include <boost/beast/core/detail/base64.hpp>
#include <boost/json.hpp>
#include <stdexcept>

#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/http_request.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace livetap::test {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

json::array arguments_of(const Browser::Options& options, const std::string& profile) {
  json::array arguments{"--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars"};
  arguments.emplace_back("--user-data-dir=" + profile);
  arguments.emplace_back("--window-size=" + std::to_string(options.width) + "," +
                         std::to_string(options.height));
  if (options.dark) {
    arguments.emplace_back("--blink-settings=preferredColorScheme=0");
  }
  return arguments;
}

}  // namespace

struct Browser::State {
  FreePort port;
  TempFolder profile{"browser"};
  ChildProcess driver;
  std::string session;

  State() : driver({.command = {"chromedriver", "--port=" + std::to_string(port.number())}}) {}

  json::value call(const std::string& method, const std::string& path, const json::value& body) {
    const auto url = "http://127.0.0.1:" + std::to_string(port.number()) + path;
    const auto text = method == "POST" ? json::serialize(body) : std::string();
    const auto reply = http_request(url, {.method = method, .body = text, .deadline = 60000ms});
    auto value = json::parse(reply.body).at("value");
    if (reply.status != 200) {
      throw std::runtime_error("chromedriver: " + json::serialize(value));
    }
    return value;
  }

  json::value in_session(const std::string& what, const json::value& body) {
    return call("POST", "/session/" + session + what, body);
  }

  bool ready() {
    try {
      return call("GET", "/status", {}).at("ready").as_bool();
    } catch (const std::runtime_error&) {
      return false;
    }
  }
};

Browser::Browser() : Browser(Options{}) {}

Browser::Browser(Options options) : state_(std::make_unique<State>()) {
  if (!wait_until(30s, [&] { return state_->ready(); })) {
    throw std::runtime_error("chromedriver does not start: " + state_->driver.err());
  }
  const json::object chrome{{"args", arguments_of(options, state_->profile.path().string())}};
  const json::object wanted{{"goog:loggingPrefs", json::object{{"browser", "ALL"}}},
                            {"goog:chromeOptions", chrome}};
  const auto made = state_->call(
      "POST", "/session", json::object{{"capabilities", json::object{{"alwaysMatch", wanted}}}});
  state_->session = std::string(made.at("sessionId").as_string());
}

Browser::~Browser() {
  try {
    state_->call("DELETE", "/session/" + state_->session, {});
  } catch (const std::exception&) {
    // The driver goes anyway, and Chromium with it.
  }
}

void Browser::open(std::string_view url) {
  state_->in_session("/url", json::object{{"url", json::string(url)}});
}

json::value Browser::run(std::string_view body) {
  return state_->in_session("/execute/sync",
                            json::object{{"script", json::string(body)}, {"args", json::array()}});
}

bool Browser::wait_for(std::string_view expression, std::chrono::milliseconds deadline) {
  const auto body = "return Boolean(" + std::string(expression) + ")";
  return wait_until(
      deadline, [&] { return run(body).as_bool(); }, 50ms);
}

bool Browser::wait_on_screen(std::string_view id, std::string_view expression,
                             std::chrono::milliseconds deadline) {
  const auto scroll = "document.getElementById('" + std::string(id) + "')?.scrollIntoView()";
  return wait_for("(" + scroll + ", " + std::string(expression) + ")", deadline);
}

std::vector<std::string> Browser::complaints() {
  const auto log = state_->in_session("/se/log", json::object{{"type", "browser"}});
  std::vector<std::string> complaints;
  for (const auto& entry : log.as_array()) {
    const auto level = std::string(entry.at("level").as_string());
    if (level == "WARNING" || level == "SEVERE") {
      complaints.emplace_back(entry.at("message").as_string());
    }
  }
  return complaints;
}

std::string Browser::screenshot() {
  const auto coded = std::string(
      state_->call("GET", "/session/" + state_->session + "/screenshot", {}).as_string());
  std::string png(boost::beast::detail::base64::decoded_size(coded.size()), '\0');
  const auto [size, read] =
      boost::beast::detail::base64::decode(png.data(), coded.data(), coded.size());
  png.resize(size);
  return png;
}

}  // namespace livetap::test
