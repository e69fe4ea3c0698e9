#include <doctest/doctest.h>

#include <cstring>
#include <new>
#include <stdexcept>

#include "unit/plugins/sdk/probe_of.hpp"

using namespace livetap::sdk;
using namespace livetap::sdk::test;
using Calls = std::vector<std::string>;

namespace {

template <class Thrown>
std::string collect_throwing(const Thrown& thrown) {
  FakeHost host;
  return collected(host, [&](Collect&) { throw thrown; });
}

const Node nothing(Node::Entries{});

}  // namespace

TEST_CASE("every kind of ProbeError arrives with its texts") {
  CHECK(collect_throwing(ProbeError::config("m", "h")) == "config: m | h | ");
  CHECK(collect_throwing(ProbeError::auth("m")) == "auth: m |  | ");
  CHECK(collect_throwing(ProbeError::unavailable("m")) == "unavailable: m |  | ");
  CHECK(collect_throwing(ProbeError::timeout("m")) == "timeout: m |  | ");
  CHECK(collect_throwing(ProbeError::protocol("m")) == "protocol: m |  | ");
  CHECK(collect_throwing(ProbeError::cancelled()) == "cancelled: cancelled |  | ");
  CHECK(collect_throwing(ProbeError(ErrorKind::config, "m", "h", "a.b")) == "config: m | h | a.b");
}

TEST_CASE("any other exception is the plugin's own fault, with what it says") {
  CHECK(collect_throwing(std::runtime_error("what")) == "internal: what |  | ");
  CHECK(collect_throwing(std::bad_alloc()) == "internal: out of memory |  | ");
  CHECK(collect_throwing(42) == "internal: an exception that is no std::exception |  | ");
}

TEST_CASE("an exception while a probe is made becomes an error, and no instance") {
  CHECK(created_with(nothing, [](Settings) { throw ProbeError::config("bad pair"); }) ==
        "config: bad pair |  | ");
  CHECK(created_with(nothing, [](Settings) { throw std::logic_error("oops"); }) ==
        "internal: oops |  | ");
}

TEST_CASE("an exception inside cancel stays inside") {
  static const livetap_entry entry = detail::make_entry<Scripted>();
  FakeHost host;
  Scripted::on_create = [](Settings, Host&) {};
  bool called = false;
  Scripted::on_cancel = [&] {
    called = true;
    throw std::runtime_error("cannot cancel");
  };
  const Instance instance(entry.types[0], host, nothing);
  instance.cancel();
  CHECK(called);
}

TEST_CASE("gather closes a measurement as done, or as failed with what was thrown") {
  FakeHost host;
  CHECK(collected(host, [](Collect& call) {
          call.gather(first, [&] { call.row(first).tags("x").emit(); });
          call.gather(second, [] { throw ProbeError::timeout("slow", "add an index"); });
          call.gather(first, [] { throw std::runtime_error("odd"); });
        }) == "ok");
  CHECK(host.calls == Calls{"emit 0 [x] null null null", "done 0 ok",
                            "done 1 timeout: slow | add an index | ",
                            "done 0 internal: odd |  | "});
}

TEST_CASE("a gather that is cancelled ends collect and closes nothing") {
  FakeHost host;
  CHECK(collected(host, [](Collect& call) {
          call.gather(first, [] { throw ProbeError::cancelled(); });
          call.done(second);
        }) == "cancelled: cancelled |  | ");
  CHECK(host.calls.empty());
}

TEST_CASE("fail closes one measurement and leaves the others alone") {
  FakeHost host;
  CHECK(collected(host, [](Collect& call) {
          call.fail(first, ProbeError::auth("refused"));
          call.done(second);
        }) == "ok");
  CHECK(host.calls == Calls{"done 0 auth: refused |  | ", "done 1 ok"});
}

TEST_CASE("a text that is too long for the error is cut between characters") {
  livetap_error error = prepared_error();
  std::string text(sizeof error.message - 2, 'x');
  detail::fill_error(&error, ErrorKind::config, text + "\u20AC", text, text);
  CHECK(std::string(error.message) == text);
  CHECK(std::strlen(error.hint) == sizeof error.hint - 1);
  CHECK(std::strlen(error.setting) == sizeof error.setting - 1);
}

TEST_CASE("an error struct that is smaller than ours is left alone") {
  livetap_error error{};
  error.size = 8;
  detail::fill_error(&error, ErrorKind::config, "text");
  CHECK(error.kind == 0);
  detail::fill_error(nullptr, ErrorKind::config, "text");
}
