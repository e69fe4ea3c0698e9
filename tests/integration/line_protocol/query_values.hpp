#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace livetap::test {

// The rows of the first series of InfluxDB's answer to a query, values as the JSON has them:
// numbers as their very digits (a parser would round them), texts without quotes and escapes but
// with a ' before them, null, true, false. Throws std::runtime_error on any other form.
std::vector<std::vector<std::string>> query_values(std::string_view answer);

}  // namespace livetap::test
