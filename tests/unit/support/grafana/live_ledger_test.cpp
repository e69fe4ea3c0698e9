#include "support/grafana/live_ledger.hpp"

#include <doctest/doctest.h>

using namespace livetap::test;

TEST_CASE("a message is kept by channel, with every schema the channel has had") {
  LiveLedger ledger;
  CHECK(ledger.accept("s", "m a=1\nn b=1\n"));
  CHECK(ledger.accept("s", "m a=2\n"));
  CHECK(ledger.channels() == std::vector<std::string>{"stream/s/m", "stream/s/n"});
  CHECK(ledger.messages("stream/s/m").size() == 2);
  CHECK(ledger.schemas("stream/s/m").size() == 1);
  CHECK(ledger.accept("s", "m a=2,c=1\n"));
  CHECK(ledger.accept("s", "m a=2\n"));
  CHECK(ledger.schemas("stream/s/m").size() == 3);
}

TEST_CASE("a bad line, or a name that can't be a channel, loses the whole message") {
  LiveLedger ledger;
  CHECK_FALSE(ledger.accept("s", "m a=1\nm a=NaN\n"));
  CHECK_FALSE(ledger.accept("s", "m.n a=1\n"));
  CHECK_FALSE(ledger.accept("s", std::string(160, 'x') + " a=1\n"));
  CHECK(ledger.channels().empty());
  REQUIRE(ledger.rejected().size() == 3);
  CHECK(ledger.rejected()[0].reason == "line 2: expected field");
  CHECK(ledger.accept("s", ""));
}

TEST_CASE("the list names channels, their rate and schema") {
  LiveLedger ledger;
  ledger.accept("s", "m a=1\n");
  ledger.accept("s", "m a=1\n");
  CHECK(ledger.list_json() ==
        R"({"channels":[{"channel":"stream/s/m","minute_rate":2,"data":{"schema":{"name":"m",)"
        R"("fields":[{"name":"labels","type":"string"},{"name":"time","type":"time"},)"
        R"({"name":"a","type":"number"}]}}}]})");
}
