#include "tests/support/plugin_calls.hpp"

#include <dlfcn.h>

#include <boost/json.hpp>
#include <stdexcept>

namespace livetap::test {
namespace {

namespace json = boost::json;

const json::value* as_json(const livetap_node* node) {
  return reinterpret_cast<const json::value*>(node);
}

Value value_of(const livetap_value& value) {
  switch (value.type) {
    case LIVETAP_F64:
      return value.as.f64;
    case LIVETAP_I64:
    case LIVETAP_TIME:
      return value.as.i64;
    case LIVETAP_BOOL:
      return value.as.boolean != 0;
    case LIVETAP_TEXT:
      return livetap::test::copied(value.as.text);
    default:
      return {};
  }
}

int node_text(const livetap_node* node, livetap_str* out) {
  if (!node || !as_json(node)->is_string()) return 0;
  const auto& text = as_json(node)->get_string();
  *out = {text.data(), text.size()};
  return 1;
}
int node_int(const livetap_node* node, std::int64_t* out) {
  if (!node || !as_json(node)->is_int64()) return 0;
  *out = as_json(node)->get_int64();
  return 1;
}
int node_number(const livetap_node* node, double* out) {
  if (!node || !as_json(node)->is_number()) return 0;
  *out = as_json(node)->to_number<double>();
  return 1;
}
int node_bool(const livetap_node* node, int* out) {
  if (!node || !as_json(node)->is_bool()) return 0;
  *out = as_json(node)->get_bool() ? 1 : 0;
  return 1;
}
std::size_t node_count(const livetap_node* node) {
  if (!node) return 0;
  if (const auto* list = as_json(node)->if_array()) return list->size();
  if (const auto* map = as_json(node)->if_object()) return map->size();
  return 0;
}
const livetap_node* node_at(const livetap_node* node, std::size_t index) {
  if (index >= node_count(node)) return nullptr;
  if (const auto* list = as_json(node)->if_array()) return as_node(&(*list)[index]);
  const auto& map = as_json(node)->get_object();
  return as_node(&(map.begin() + static_cast<std::ptrdiff_t>(index))->value());
}
livetap_str node_key(const livetap_node* node, std::size_t index) {
  if (!node || !as_json(node)->is_object() || index >= node_count(node)) return {nullptr, 0};
  const auto key =
      (as_json(node)->get_object().begin() + static_cast<std::ptrdiff_t>(index))->key();
  return {key.data(), key.size()};
}
const livetap_node* node_child(const livetap_node* node, livetap_str key) {
  if (!node || !as_json(node)->is_object()) return nullptr;
  return as_node(as_json(node)->get_object().if_contains({key.data, key.size}));
}

}  // namespace

std::string copied(livetap_str text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

ProbeFault copied(const livetap_error& error) {
  return {error.kind, error.message, error.hint, error.setting};
}

std::optional<ProbeRow> copied(const livetap_measurement& shape, const livetap_str* tags,
                               const livetap_value* values) {
  ProbeRow row;
  for (std::size_t i = 0; i < shape.tag_count; ++i) {
    row.tags[copied(shape.tags[i])] = copied(tags[i]);
  }
  for (std::size_t i = 0; i < shape.field_count; ++i) {
    const livetap_field& field = shape.fields[i];
    if (values[i].type != 0 && values[i].type != field.type) return std::nullopt;
    row.fields[copied(field.name)] = value_of(values[i]);
  }
  return row;
}

livetap_error empty_error() {
  livetap_error error{};
  error.size = sizeof error;
  return error;
}

const livetap_node* as_node(const json::value* value) {
  return reinterpret_cast<const livetap_node*>(value);
}

void serve_settings(livetap_host& host) {
  host.node_text = node_text;
  host.node_int = node_int;
  host.node_number = node_number;
  host.node_bool = node_bool;
  host.node_count = node_count;
  host.node_at = node_at;
  host.node_key = node_key;
  host.node_child = node_child;
}

const livetap_probe_type& load_probe_type(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const void* symbol = dlsym(library, "livetap_probe_entry");
  if (!symbol) throw std::runtime_error(path + " exports no livetap_probe_entry");
  return *static_cast<const livetap_entry*>(symbol)->types;
}

}  // namespace livetap::test
