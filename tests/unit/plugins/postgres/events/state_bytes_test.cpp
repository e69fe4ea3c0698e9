#include "plugins/postgres/events/state_bytes.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace livetap::postgres;

TEST_CASE("what is written is read back") {
  StateWriter out;
  const std::uint64_t numbers[] = {0, 1, 127, 128, 300, std::numeric_limits<std::uint64_t>::max()};
  const std::int64_t signed_numbers[] = {0,
                                         -1,
                                         1,
                                         -64,
                                         64,
                                         std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::int64_t>::max()};
  for (auto number : numbers) out.number(number);
  for (auto number : signed_numbers) out.signed_number(number);
  out.fixed(0x0102030405, 5);
  out.text("a\0b");
  out.text("");
  out.moment(*read_moment("2024-02-29 12:00:00.123456"));

  StateReader in(out.bytes());
  for (auto number : numbers) CHECK(in.number() == number);
  for (auto number : signed_numbers) CHECK(in.signed_number() == number);
  CHECK(in.fixed(5) == 0x0102030405);
  CHECK(in.text() == "a");
  CHECK(in.text() == "");
  CHECK(write_moment(in.moment()) == "2024-02-29 12:00:00.123456+00");
  CHECK(in.at_end());
  CHECK(in.ok());
}

TEST_CASE("small numbers are short") {
  StateWriter out;
  out.number(100);
  out.signed_number(-60);
  CHECK(out.size() == 2);
}

TEST_CASE("bytes that end too early or make no sense lead nowhere") {
  StateWriter out;
  out.text("twelve bytes");
  StateReader cut(std::string_view(out.bytes()).substr(0, 5));
  CHECK(cut.text() == "");
  CHECK_FALSE(cut.ok());
  CHECK(cut.number() == 0);

  StateReader endless("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
  CHECK(endless.number() == 0);
  CHECK_FALSE(endless.ok());

  StateReader empty("");
  CHECK(empty.fixed(8) == 0);
  CHECK_FALSE(empty.ok());
}
