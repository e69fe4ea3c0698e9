#include "plugins/rabbitmq/answer.hpp"

#include <doctest/doctest.h>

#include "unit/plugins/rabbitmq/recorded_answer.hpp"

using namespace livetap;
using namespace livetap::rabbitmq;
using sdk::ErrorKind;
using sdk::ProbeError;

namespace {

constexpr std::string_view where = "http://127.0.0.1:15672/api/queues";

net::HttpResponse answer_of(int status, std::string body = {}) {
  net::HttpResponse answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a refused login repeats the broker's words and names the cure") {
  const ProbeError fault = fault_of(answer_of(401, recorded_answer("login_failed")), where);
  CHECK(fault.kind() == ErrorKind::auth);
  CHECK(std::string(fault.what()) == "401 from http://127.0.0.1:15672/api/queues: Login failed");
  CHECK(contains(fault.hint(), "check user and password"));
  CHECK(contains(fault.hint(), "rabbitmqctl set_user_tags USER monitoring"));
}

TEST_CASE("a user without the tag is told of the tag alone") {
  const ProbeError fault = fault_of(answer_of(401, recorded_answer("not_monitor_user")), where);
  CHECK(fault.kind() == ErrorKind::auth);
  CHECK(contains(fault.what(), "Not monitor user"));
  CHECK(fault.hint() ==
        "the user needs the monitoring tag: rabbitmqctl set_user_tags USER monitoring");
}

TEST_CASE("guest from afar is told to be another") {
  const ProbeError fault =
      fault_of(answer_of(401, R"({"reason":"User can only log in via localhost"})"), where);
  CHECK(contains(fault.hint(), "guest may log in from the broker's own host only"));
}

TEST_CASE("404 asks for the management plugin") {
  const ProbeError fault = fault_of(answer_of(404, "Not Found"), where);
  CHECK(fault.kind() == ErrorKind::protocol);
  CHECK(contains(fault.hint(), "rabbitmq-plugins enable rabbitmq_management"));
}

TEST_CASE("nobody listening is unavailable, with the same cure") {
  const ProbeError fault =
      fault_of(net::NetError{net::NetErrorKind::refused, "127.0.0.1:15672 refused"}, where);
  CHECK(fault.kind() == ErrorKind::unavailable);
  CHECK(std::string(fault.what()) == "127.0.0.1:15672 refused");
  CHECK(contains(fault.hint(), "is the broker running"));
  CHECK(contains(fault.hint(), "rabbitmq-plugins enable rabbitmq_management"));
}

TEST_CASE("each failure of the network asks for its own reaction") {
  const auto kind_of = [](net::NetErrorKind kind) {
    return fault_of(net::NetError{kind, "x"}, where).kind();
  };
  CHECK(kind_of(net::NetErrorKind::reset) == ErrorKind::unavailable);
  CHECK(kind_of(net::NetErrorKind::dns) == ErrorKind::unavailable);
  CHECK(kind_of(net::NetErrorKind::tls) == ErrorKind::unavailable);
  CHECK(kind_of(net::NetErrorKind::timeout) == ErrorKind::timeout);
  CHECK(kind_of(net::NetErrorKind::cancelled) == ErrorKind::cancelled);
  CHECK(kind_of(net::NetErrorKind::too_large) == ErrorKind::protocol);
  CHECK(kind_of(net::NetErrorKind::protocol) == ErrorKind::protocol);
}

TEST_CASE("a broken answer shows how it begins, on one printable line") {
  const ProbeError fault =
      fault_of(answer_of(500, "Internal\r\nError \x1b[31m" + std::string(500, 'x')), where);
  CHECK(fault.kind() == ErrorKind::protocol);
  CHECK(contains(fault.what(), "500 from http://127.0.0.1:15672/api/queues"));
  CHECK(contains(fault.what(), "'Internal..Error .[31mxxx"));
  CHECK(std::string_view(fault.what()).size() < 300);
  const ProbeError empty = fault_of_body(answer_of(200), "incomplete JSON at byte 0", where);
  CHECK(contains(empty.what(), "incomplete JSON at byte 0; it begins with an empty body"));
}

TEST_CASE("a redirect is not followed, and says so") {
  const ProbeError fault = fault_of(answer_of(302), where);
  CHECK(fault.kind() == ErrorKind::protocol);
  CHECK(contains(fault.hint(), "redirects are not followed"));
}

TEST_CASE("a page that no longer exists is told from other bad requests") {
  CHECK(page_out_of_range(answer_of(400, recorded_answer("page_out_of_range"))));
  CHECK(!page_out_of_range(answer_of(400, R"({"error":"bad_request"})")));
  CHECK(!page_out_of_range(answer_of(200, recorded_answer("page_out_of_range"))));
}
