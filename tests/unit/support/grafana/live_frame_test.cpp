#include "support/grafana/live_frame.hpp"

#include <doctest/doctest.h>

using namespace livetap::test;

namespace {

std::vector<LiveFrame> frames(std::string_view text) {
  return build_frames(std::get<std::vector<ParsedLine>>(parse_lines(text)), 7);
}

}  // namespace

TEST_CASE("the first line decides the order of fields, later ones are appended") {
  const auto all = frames("m,q=a z=1,b=2 1000000\nm,q=b a=3,b=4 2000000\n");
  REQUIRE(all.size() == 1);
  const auto& frame = all[0];
  CHECK(frame.schema() == "labels:string time:time b:number z:number a:number");
  CHECK(frame.labels == std::vector<std::string>{"q=a", "q=b"});
  CHECK(frame.times_ms == std::vector<std::int64_t>{1, 2});
  CHECK(frame.cell("a", 0) == Cell());
  CHECK(frame.cell("a", 1) == Cell(3.0));
  CHECK(frame.cell("z", 1) == Cell());
}

TEST_CASE("the string NaN is a null number, another type becomes null") {
  const auto frame = frames("m a=\"NaN\",b=\"x\",c=1\nm a=2,b=3,c=true\n")[0];
  CHECK(frame.schema() == "labels:string time:time a:number b:string c:number");
  CHECK(frame.cell("a", 0) == Cell());
  CHECK(frame.cell("a", 1) == Cell(2.0));
  CHECK(std::get<std::string>(frame.cell("b", 1)).starts_with("3"));
  CHECK(frame.cell("c", 1) == Cell());
}

TEST_CASE("labels are sorted, and measurements have frames of their own") {
  const auto all = frames("m,vhost=/,queue=a x=1\nn y=1\nm x=2\n");
  REQUIRE(all.size() == 2);
  CHECK(all[0].labels == std::vector<std::string>{"queue=a, vhost=/", ""});
  CHECK(all[0].times_ms[0] == 7);
  CHECK(all[1].name == "n");
}
