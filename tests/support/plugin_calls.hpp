#pragma once
#include <livetap/probe.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace boost::json {
class value;
}

namespace livetap::test {

// A field's value as the plugin gave it; std::monostate is null.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct ProbeRow {
  std::map<std::string, std::string> tags;
  std::map<std::string, Value> fields;  // every field of the schema is in it

  const Value& field(const std::string& name) const { return fields.at(name); }
  bool is_null(const std::string& name) const { return field(name).index() == 0; }
  std::int64_t integer(const std::string& name) const {
    return std::get<std::int64_t>(field(name));
  }
  std::string text(const std::string& name) const { return std::get<std::string>(field(name)); }
};

struct ProbeFault {
  std::uint32_t kind = 0;  // livetap_error_kind
  std::string message;
  std::string hint;
  std::string setting;
};

// What a test that plays the host of a plugin needs on both sides of the C boundary.
std::string copied(livetap_str text);
ProbeFault copied(const livetap_error& error);
// Nothing when a value is of another type than its field.
std::optional<ProbeRow> copied(const livetap_measurement& shape, const livetap_str* tags,
                               const livetap_value* values);
livetap_error empty_error();

// Settings are a JSON document: a node is a value of it, which must outlive the instance.
const livetap_node* as_node(const boost::json::value* value);
// Fills in the host's calls that read them.
void serve_settings(livetap_host& host);

// The first probe type of a library, which is never closed. Throws std::runtime_error.
const livetap_probe_type& load_probe_type(const std::string& path);

}  // namespace livetap::test
