#include "agent/run/row_printer.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace livetap;

namespace {

const std::vector<PrintColumn> columns{{"queue", true},
                                       {"depth", false, FieldType::i64},
                                       {"rate", false, FieldType::f64},
                                       {"good", false, FieldType::boolean},
                                       {"at", false, FieldType::time},
                                       {"note", false, FieldType::text, true}};
constexpr WallTime start{Milliseconds(1'700'000'000'007)};

const PrintRow full{start,
                    {std::string_view("orders"), std::int64_t{5}, 0.5, true,
                     std::int64_t{1'700'000'000'000}, std::string_view(R"({"a": 1})")}};
const PrintRow nulls{start + Milliseconds(1'000),
                     {std::string_view("a,\"b\"\n"), Value{}, Value{}, Value{}, Value{}, Value{}}};

std::string all(RowPrinter& printer, const std::vector<std::vector<PrintRow>>& pages) {
  auto text = printer.begin("queues", columns);
  for (const auto& page : pages) {
    text += printer.page(page);
  }
  return text + printer.end();
}

}  // namespace

TEST_CASE("a table has aligned columns, and nothing in it can steer a terminal") {
  CHECK(all(*table_printer(), {{full, nulls}}) ==
        "time                      queue   depth  rate  good  at                        note\n"
        "2023-11-14T22:13:20.007Z  orders      5   0.5  true  2023-11-14T22:13:20.000Z  "
        "{\"a\": 1}\n"
        "2023-11-14T22:13:21.007Z  a,\"b\"       -     -  -     -                         -\n");
}

TEST_CASE("a table without rows has its header") {
  CHECK(all(*table_printer(), {}) == "time  queue  depth  rate  good  at  note\n");
}

TEST_CASE("columns of a table grow from page to page, and a long text is cut") {
  PrintRow wide = full;
  const std::string text(200, 'x');
  wide.cells[0] = std::string_view(text);
  const auto table = all(*table_printer(), {{full}, {wide}, {full}});
  CHECK(table.find(std::string(57, 'x') + "...") != std::string::npos);
  CHECK(table.find(std::string(58, 'x')) == std::string::npos);
  CHECK(table.find("orders" + std::string(54, ' ') + "      5") != std::string::npos);
}

TEST_CASE("CSV quotes what needs it, and says nothing for null") {
  CHECK(all(*csv_printer(), {{full}, {nulls}}) ==
        "time,queue,depth,rate,good,at,note\r\n"
        "2023-11-14T22:13:20.007Z,orders,5,0.5,true,2023-11-14T22:13:20.000Z,\"{\"\"a\"\": 1}\"\r\n"
        "2023-11-14T22:13:21.007Z,\"a,\"\"b\"\"\n\",,,,,\r\n");
}

TEST_CASE("JSON has tags and fields as --once has them, and texts that are JSON as they are") {
  CHECK(all(*json_printer(), {{full}, {nulls}}) ==
        R"({"measurement":"queues","rows":[
{"time":1700000000007,"tags":{"queue":"orders"},"fields":{"depth":5,"rate":0.5,"good":true,"at":1700000000000,"note":{"a": 1}}},
{"time":1700000001007,"tags":{"queue":"a,\"b\"\u000a"},"fields":{"depth":null,"rate":null,"good":null,"at":null,"note":null}}
]}
)");
  CHECK(all(*json_printer(), {}) == "{\"measurement\":\"queues\",\"rows\":[\n]}\n");
}

TEST_CASE("a text that should be JSON and is none is a text") {
  PrintRow broken = full;
  broken.cells[5] = std::string_view("{\"a\":");
  CHECK(all(*json_printer(), {{broken}}).find(R"("note":"{\"a\":")") != std::string::npos);
}
