#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <fstream>
#include <map>

#include "integration/agent/running_agent.hpp"
#include "integration/journal/counting_agent.hpp"
#include "support/http_request.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

// Values by their time in ms; nulls are left out.
using Course = std::map<std::int64_t, double>;

Course course_of(const LiveFrame& frame) {
  Course course;
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    const auto cell = frame.cell("next", row);
    if (const auto* number = std::get_if<double>(&cell)) {
      course[frame.times_ms[row]] = *number;
    }
  }
  return course;
}

// Points of `before` until `end`, the running step aside, that `after` has as well; each of them
// that its window still covers must be among them.
std::size_t in_both(const Course& before, const Course& after, std::int64_t begin,
                    std::int64_t end) {
  std::size_t found = 0;
  for (const auto& [time, value] : before) {
    if (time >= begin && time < end) {
      CAPTURE(time);
      CHECK(after.contains(time));
      found += after.contains(time) && after.at(time) == value ? 1 : 0;
    }
  }
  return found;
}

class Windows {
 public:
  Windows() {
    agent.http = "127.0.0.1:0";
    agent.windows = "[1m, 1h]";
    agent.set_events(1);
  }

  std::filesystem::path file() const { return agent.state_dir / "windows.bin"; }
  // When it was written last, in ms.
  std::int64_t written() const {
    struct stat status {};
    ::stat(file().c_str(), &status);
    return status.st_mtim.tv_sec * 1'000 + status.st_mtim.tv_nsec / 1'000'000;
  }

  Course newest(const std::string& name) {
    return course_of(agent.grafana.newest(channel(name))->frame);
  }
  // The first message of a channel after so many.
  LiveFrame first_after(const std::string& name, std::size_t messages) {
    REQUIRE(agent.grafana.wait_for(
        [&] { return agent.grafana.message_count(channel(name)) > messages; }, 60s));
    return agent.grafana.messages(channel(name))[messages].frame;
  }

  // The chart of the status page.
  static Course chart(ChildProcess& run) {
    constexpr std::string_view mark = "status page: ";
    REQUIRE(run.wait_for_output("status page: http", 30s));
    REQUIRE(run.wait_for_output("/\n", 30s));
    const auto log = run.err();
    const auto at = log.find(mark) + mark.size();
    const auto url = log.substr(at, log.find('\n', at) - at);
    Course course;
    const auto found = wait_until(30s, [&] {
      const auto reply = http_request(url + "api/series?measurement=first_counting");
      if (reply.status != 200) {
        return false;  // not measured yet
      }
      const auto answer = json::parse(reply.body);
      const auto& series = answer.at("series").as_array();
      if (series.empty()) {
        return false;
      }
      const auto& values = series[0].at("values").at("next").as_array();
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].is_null()) {
          course[answer.at("first_point_ms").to_number<std::int64_t>() +
                 static_cast<std::int64_t>(i) * answer.at("step_ms").to_number<std::int64_t>()] =
              values[i].to_number<double>();
        }
      }
      return true;
    });
    REQUIRE(found);
    return course;
  }

  CountingAgent agent;
};

void end(ChildProcess& run, int signal) {
  run.signal(signal);
  REQUIRE(run.wait(20s));
}

}  // namespace

TEST_CASE("killed and started again, windows and charts are full at their first message") {
  Windows windows;
  auto& grafana = windows.agent.grafana;
  Course before;
  Course chart;
  {
    auto run = windows.agent.start();
    REQUIRE(wait_until(60s, [&] { return std::filesystem::exists(windows.file()); }));
    REQUIRE(windows.agent.grafana.wait_for(
        [&] { return grafana.message_count(channel("first_counting_1m")) > 30; }, 30s));
    before = windows.newest("first_counting_1m");
    chart = Windows::chart(run);
    end(run, SIGKILL);
  }
  const auto written = windows.written();
  const auto messages = grafana.message_count(channel("first_counting_1m"));
  const auto hours = grafana.message_count(channel("first_counting_1h"));
  {
    auto run = windows.agent.start();
    const auto frame = windows.first_after("first_counting_1m", messages);
    CHECK(frame.rows() == 150);
    // Two steps to spare: the running one, and what a busy machine takes to write.
    CHECK(in_both(before, course_of(frame), frame.times_ms[0], written - 800) >= 12);
    CHECK(windows.first_after("first_counting_1h", hours).rows() == 150);
    const auto again = Windows::chart(run);
    CHECK(in_both(chart, again, again.begin()->first, written - 4'000) >= 2);

    before = windows.newest("first_counting_1m");
    end(run, SIGTERM);
  }
  const auto last = before.rbegin()->first;
  const auto more = grafana.message_count(channel("first_counting_1m"));
  auto run = windows.agent.start();
  const auto frame = windows.first_after("first_counting_1m", more);
  CHECK(in_both(before, course_of(frame), frame.times_ms[0], last) >= 12);
  CHECK(grafana.schemas(channel("first_counting_1m")).size() == 1);
  CHECK(grafana.rejected().empty());
  end(run, SIGTERM);
  CHECK(run.err().find("windows.bin") == std::string::npos);
}

TEST_CASE("a file of windows that is damaged is one line in the log and a fresh start") {
  Windows windows;
  {
    auto run = windows.agent.start();
    REQUIRE(windows.agent.grafana.wait_for(
        [&] { return windows.agent.grafana.message_count(channel("first_counting_1m")) > 3; },
        30s));
    end(run, SIGTERM);
  }
  REQUIRE(std::filesystem::exists(windows.file()));
  std::filesystem::resize_file(windows.file(), std::filesystem::file_size(windows.file()) / 2);
  const auto messages = windows.agent.grafana.message_count(channel("first_counting_1m"));
  {
    auto run = windows.agent.start();
    CHECK(run.wait_for_output("windows.bin is damaged", 30s));
    CHECK(course_of(windows.first_after("first_counting_1m", messages)).size() <= 3);
    end(run, SIGTERM);
    CHECK(run.err().find("is damaged") == run.err().rfind("is damaged"));
  }
  auto run = windows.agent.start();
  windows.first_after("first_counting_1m",
                      windows.agent.grafana.message_count(channel("first_counting_1m")));
  end(run, SIGTERM);
  CHECK(run.err().find("is damaged") == std::string::npos);
}
