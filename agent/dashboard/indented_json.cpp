#include "agent/dashboard/indented_json.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_line = 100;

void write(std::string& out, const json::value& value, std::size_t level);

void begin_line(std::string& out, std::size_t level) {
  out += '\n';
  out.append(level * 2, ' ');
}

void write_members(std::string& out, const json::object& object, std::size_t level) {
  bool first = true;
  for (const auto& [name, value] : object) {
    out += first ? "" : ",";
    first = false;
    begin_line(out, level);
    out += json::serialize(json::string(name)) + ": ";
    write(out, value, level);
  }
}

void write_elements(std::string& out, const json::array& array, std::size_t level) {
  bool first = true;
  for (const auto& value : array) {
    out += first ? "" : ",";
    first = false;
    begin_line(out, level);
    write(out, value, level);
  }
}

bool is_flat(const json::value& value) {
  const auto plain = [](const json::value& inner) { return !inner.is_structured(); };
  if (const auto* array = value.if_array()) {
    return std::all_of(array->begin(), array->end(), plain);
  }
  const auto& object = value.as_object();
  return std::all_of(object.begin(), object.end(),
                     [&](const auto& member) { return plain(member.value()); });
}

void write(std::string& out, const json::value& value, std::size_t level) {
  if (!value.is_structured()) {
    out += json::serialize(value);
    return;
  }
  if (is_flat(value)) {
    const auto line = json::serialize(value);
    if (level * 2 + line.size() <= longest_line) {
      out += line;
      return;
    }
  }
  const bool list = value.is_array();
  out += list ? '[' : '{';
  if (list) {
    write_elements(out, value.get_array(), level + 1);
  } else {
    write_members(out, value.get_object(), level + 1);
  }
  begin_line(out, level);
  out += list ? ']' : '}';
}

}  // namespace

std::string indented(const json::value& value) {
  std::string out;
  write(out, value, 0);
  out += '\n';
  return out;
}

}  // namespace livetap::dashboard
