// The body of a service's health answer. The first byte says how long the parts are in which it
// comes.
#include <algorithm>
#include <vector>

#include "fuzz/target.hpp"
#include "plugins/services/health_body.hpp"

namespace {

using namespace livetap::services;

std::vector<Field> fields() {
  return {
      {"status", FieldType::text, {"/status", "/state"}},
      {"requests", FieldType::integer, {"/metrics/requests"}},
      {"load", FieldType::number, {"/metrics/load", "/load/0"}},
      {"database", FieldType::boolean, {"/database/connected", "/database"}, {"connected"}, true},
      {"started", FieldType::time, {"/started"}},
      {"age_s", FieldType::age, {"/last_event"}}};
}

Findings findings(std::string_view body, std::size_t part) {
  static const auto of = fields();
  HealthBody reader(of);
  for (std::size_t at = 0; at < body.size(); at += part) {
    reader.take(body.substr(at, part));
  }
  return reader.finish(WallTime(std::chrono::seconds(1'700'000'000)));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using livetap::fuzz::must;
  if (size == 0) {
    return 0;
  }
  const auto body = livetap::fuzz::text_of(data + 1, size - 1);
  const auto whole = findings(body, std::max<std::size_t>(body.size(), 1));
  const auto parts = findings(body, std::max<std::size_t>(data[0], 1));
  must(whole.values.size() == fields().size(), "there is a value for each field");
  must(whole.fault.has_value() == parts.fault.has_value() && whole.values == parts.values &&
           whole.missing == parts.missing && whole.own_words == parts.own_words &&
           whole.beginning == parts.beginning,
       "it does not matter in which parts a body comes");
  return 0;
}
