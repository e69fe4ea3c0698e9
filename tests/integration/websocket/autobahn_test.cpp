// The Autobahn suite itself, where it can be had (see scripts/lib/autobahn.sh); without it, its
// cases are in conformance_*_test.cpp. It wants a client that echoes: what the probe counts is sent
// back by client_run here.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/integration/websocket/client_run.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

// All but compression (12 and 13), which the probe never offers.
constexpr const char* wanted = R"("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*")";

// The Python that has the suite; empty where it cannot be had.
std::string suite_python() {
  ChildProcess prepare({.command = {LIVETAP_AUTOBAHN_SCRIPT, LIVETAP_AUTOBAHN_FOLDER}});
  const auto exit = prepare.wait(300s);
  if (!exit || exit->code != 0) {
    MESSAGE("skipped: " << prepare.err());
    return {};
  }
  const auto out = prepare.out();
  return out.substr(0, out.find('\n'));
}

class Suite {
 public:
  explicit Suite(const std::string& python)
      : server_({.command = {python, "-c", start, LIVETAP_AUTOBAHN_FOLDER "/site", "-m",
                             "fuzzingserver", "-s", spec().string(), "-o", "0"}}) {
    if (!server_.wait_for_output("Ok, will run", 60s)) throw std::runtime_error(server_.err());
  }

  ClientRun visit(const std::string& path) {
    return run_client(port_.number(),
                      {.path = path, .message_limit = 64 << 20, .echo = true, .deadline = 60s});
  }
  int case_count() {
    const auto answer = run_client(port_.number(), {.path = "/getCaseCount"});
    return std::stoi(answer.messages.at(0).payload);
  }
  boost::json::object report() {
    run_client(port_.number(), {.path = "/updateReports?agent=livetap"});
    std::ifstream file(folder_ / "index.json");
    std::stringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str()).at("livetap").as_object();
  }

 private:
  static constexpr const char* start =
      "import site, sys; site.addsitedir(sys.argv.pop(1));"
      "from autobahntestsuite.wstest import run; run()";

  std::filesystem::path spec() const {
    return folder_.write("spec.json", R"({"url": "ws://127.0.0.1:)" +
                                          std::to_string(port_.number()) + R"(", "outdir": ")" +
                                          folder_.path().string() + R"(", "cases": [)" + wanted +
                                          R"(], "exclude-cases": [], "exclude-agent-cases": {}})");
  }

  TempFolder folder_{"autobahn"};
  FreePort port_;
  ChildProcess server_;
};

}  // namespace

TEST_CASE("the Autobahn suite finds no fault with the connection") {
  const auto python = suite_python();
  if (python.empty()) return;
  Suite suite(python);
  const int count = suite.case_count();
  CHECK(count > 290);
  for (int number = 1; number <= count; ++number) {
    suite.visit("/runCase?agent=livetap&case=" + std::to_string(number));
  }
  const std::set<std::string> passed{"OK", "NON-STRICT", "INFORMATIONAL"};
  std::map<std::string, int> verdicts;
  const auto report = suite.report();
  CHECK(report.size() == static_cast<std::size_t>(count));
  for (const auto& [name, result] : report) {
    const std::string id(name.data(), name.size());
    CAPTURE(id);
    for (const char* judged : {"behavior", "behaviorClose"}) {
      const std::string verdict(result.at(judged).as_string().c_str());
      CHECK(passed.count(verdict) == 1);
      ++verdicts[verdict];
    }
  }
  for (const auto& [verdict, times] : verdicts) MESSAGE(verdict << " " << times);
}
