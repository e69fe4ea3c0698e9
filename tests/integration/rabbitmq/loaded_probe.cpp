#include "integration/rabbitmq/loaded_probe.hpp"

#include <dlfcn.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <numeric>
#include <stdexcept>

namespace livetap::test {
namespace {

namespace json = boost::json;

std::string copied(livetap_str text) {
  return {text.data, text.size};
}

livetap_error empty_error() {
  livetap_error error{};
  error.size = sizeof error;
  return error;
}

ProbeFault copied(const livetap_error& error) {
  return {error.kind, error.message, error.hint, error.setting};
}

Value copied(const livetap_value& value) {
  switch (value.type) {
    case LIVETAP_F64:
      return value.as.f64;
    case LIVETAP_I64:
    case LIVETAP_TIME:
      return value.as.i64;
    case LIVETAP_BOOL:
      return value.as.boolean != 0;
    case LIVETAP_TEXT:
      return copied(value.as.text);
    default:
      return {};
  }
}

// A settings node is a value of the JSON document.
const json::value* as_json(const livetap_node* node) {
  return reinterpret_cast<const json::value*>(node);
}
const livetap_node* as_node(const json::value* value) {
  return reinterpret_cast<const livetap_node*>(value);
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

const ProbeRow& ProbeGather::row(const std::string& tag, const std::string& text) const {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const ProbeRow& row) { return row.tags.at(tag) == text; });
  if (found == rows.end()) throw std::out_of_range("no row with " + tag + " " + text);
  return *found;
}

struct LoadedProbe::State {
  json::value settings;
  livetap_host host{};
  const livetap_probe_type* type = nullptr;
  void* instance = nullptr;
  const livetap_schema* schema = nullptr;
  int cancel_fd = eventfd(0, EFD_CLOEXEC);
  ProbeResult result;
  std::map<std::uint32_t, std::vector<ProbeRow>> open;
  std::vector<std::string> log;

  static State& of(const livetap_host* host) { return *static_cast<State*>(host->context); }
  const livetap_measurement& measurement(std::uint32_t index) const {
    return schema->measurements[index];
  }
  void fill_host();
  static int emit(const livetap_host* host, std::uint32_t index, const livetap_str* tags,
                  const livetap_value* values);
  static int done(const livetap_host* host, std::uint32_t index, const livetap_error* error);
};

int LoadedProbe::State::emit(const livetap_host* host, std::uint32_t index, const livetap_str* tags,
                             const livetap_value* values) {
  State& self = of(host);
  const livetap_measurement& shape = self.measurement(index);
  ProbeRow row;
  for (std::size_t i = 0; i < shape.tag_count; ++i) {
    row.tags[copied(shape.tags[i])] = copied(tags[i]);
  }
  for (std::size_t i = 0; i < shape.field_count; ++i) {
    const livetap_field& field = shape.fields[i];
    if (values[i].type != 0 && values[i].type != field.type) return LIVETAP_BAD_SHAPE;
    row.fields[copied(field.name)] = copied(values[i]);
  }
  self.open[index].push_back(std::move(row));
  return LIVETAP_OK;
}

int LoadedProbe::State::done(const livetap_host* host, std::uint32_t index,
                             const livetap_error* error) {
  State& self = of(host);
  ProbeGather gather;
  if (error) {
    gather.fault = copied(*error);
  } else {
    gather.rows = std::move(self.open[index]);
  }
  self.open.erase(index);
  self.result.gathers[copied(self.measurement(index).name)] = std::move(gather);
  return LIVETAP_OK;
}

void LoadedProbe::State::fill_host() {
  host.size = sizeof host;
  host.context = this;
  host.node_text = node_text;
  host.node_int = node_int;
  host.node_number = node_number;
  host.node_bool = node_bool;
  host.node_count = node_count;
  host.node_at = node_at;
  host.node_key = node_key;
  host.node_child = node_child;
  host.emit = emit;
  host.done = done;
  host.declare = [](const livetap_host*, std::uint32_t, const livetap_measurement*) {
    return int{LIVETAP_BAD_SHAPE};
  };
  host.event = [](const livetap_host*, const livetap_event*) { return int{LIVETAP_OK}; };
  host.status = [](const livetap_host*, livetap_str, const livetap_error*) {};
  host.log = [](const livetap_host* self, livetap_severity severity, livetap_str text) {
    of(self).log.push_back(std::to_string(severity) + " " + copied(text));
  };
  host.state_get = [](const livetap_host*, livetap_str, livetap_str*) { return 0; };
  host.state_put = [](const livetap_host*, livetap_str, livetap_str) { return int{LIVETAP_OK}; };
  host.cancelled = [](const livetap_host*) { return 0; };
  host.cancel_fd = [](const livetap_host* self) { return of(self).cancel_fd; };
}

LoadedProbe::LoadedProbe(const std::string& path, std::string_view settings)
    : state_(std::make_unique<State>()) {
  state_->settings = json::parse({settings.data(), settings.size()});
  state_->fill_host();
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed
  if (!library) throw std::runtime_error(dlerror());
  const void* symbol = dlsym(library, "livetap_probe_entry");
  if (!symbol) throw std::runtime_error(path + " exports no livetap_probe_entry");
  state_->type = static_cast<const livetap_entry*>(symbol)->types;

  livetap_error error = empty_error();
  state_->instance = state_->type->create(&state_->host, as_node(&state_->settings), &error);
  if (!state_->instance) {
    throw std::runtime_error(std::string(error.setting) + ": " + error.message);
  }
  state_->schema = state_->type->schema(state_->instance);
}

LoadedProbe::~LoadedProbe() {
  if (state_->instance) state_->type->destroy(state_->instance);
  close(state_->cancel_fd);
}

ProbeResult LoadedProbe::collect(std::chrono::milliseconds timeout) {
  std::vector<std::uint32_t> due(state_->schema->measurement_count);
  std::iota(due.begin(), due.end(), 0u);
  const auto start = std::chrono::steady_clock::now();
  livetap_call call{};
  call.size = sizeof call;
  call.deadline_ns = std::chrono::nanoseconds((start + timeout).time_since_epoch()).count();
  call.due = due.data();
  call.due_count = due.size();

  livetap_error error = empty_error();
  state_->result = {};
  state_->open.clear();
  if (state_->type->collect(state_->instance, &call, &error) == 0) {
    state_->result.fault = copied(error);
  }
  state_->result.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  return std::move(state_->result);
}

const std::vector<std::string>& LoadedProbe::log() const {
  return state_->log;
}

}  // namespace livetap::test
