#include "tests/integration/postgres/probe_host.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>
#include <deque>
#include <stdexcept>

namespace json = boost::json;

namespace livetap::test {
namespace {

using std::chrono::steady_clock;

livetap_str str(std::string_view text) {
  return {text.data(), text.size()};
}
std::string copy(livetap_str text) {
  return text.size == 0 ? "" : std::string(text.data, text.size);
}

// As in the agent.
constexpr std::size_t most_events = 1'000;  // of one commit
constexpr std::size_t most_state_bytes = 64 * 1024;

// A node is the JSON value itself.
const json::value* value_of(const livetap_node* node) {
  return reinterpret_cast<const json::value*>(node);
}
const livetap_node* node_of(const json::value* value) {
  return reinterpret_cast<const livetap_node*>(value);
}

int node_text(const livetap_node* node, livetap_str* out) {
  if (node == nullptr || !value_of(node)->is_string()) return 0;
  *out = str(value_of(node)->get_string());
  return 1;
}
int node_int(const livetap_node* node, std::int64_t* out) {
  if (node == nullptr || !value_of(node)->is_int64()) return 0;
  *out = value_of(node)->get_int64();
  return 1;
}
int node_number(const livetap_node* node, double* out) {
  if (node == nullptr || !value_of(node)->is_number()) return 0;
  *out = value_of(node)->to_number<double>();
  return 1;
}
int node_bool(const livetap_node* node, int* out) {
  if (node == nullptr || !value_of(node)->is_bool()) return 0;
  *out = value_of(node)->get_bool() ? 1 : 0;
  return 1;
}
std::size_t node_count(const livetap_node* node) {
  if (node == nullptr) return 0;
  if (value_of(node)->is_array()) return value_of(node)->get_array().size();
  return value_of(node)->is_object() ? value_of(node)->get_object().size() : 0;
}
const livetap_node* node_at(const livetap_node* node, std::size_t index) {
  if (index >= node_count(node)) return nullptr;
  if (value_of(node)->is_array()) return node_of(&value_of(node)->get_array()[index]);
  return node_of(&(value_of(node)->get_object().begin() + index)->value());
}
livetap_str node_key(const livetap_node* node, std::size_t index) {
  return str((value_of(node)->get_object().begin() + index)->key());
}
const livetap_node* node_child(const livetap_node* node, livetap_str key) {
  if (node == nullptr || !value_of(node)->is_object()) return nullptr;
  const auto* found = value_of(node)->get_object().if_contains({key.data, key.size});
  return found == nullptr || found->is_null() ? nullptr : node_of(found);
}

struct Field {
  std::string name;
  std::uint32_t type;
  bool operator==(const Field&) const = default;
};
struct Measurement {
  std::string name;
  bool late = false;
  std::vector<std::string> tags;
  std::vector<Field> fields;
};

Measurement shape_of(const livetap_measurement& from) {
  Measurement shape{copy(from.name), (from.flags & LIVETAP_MEASUREMENT_LATE) != 0, {}, {}};
  for (std::size_t i = 0; i < from.tag_count; ++i) shape.tags.push_back(copy(from.tags[i]));
  for (std::size_t i = 0; i < from.field_count; ++i) {
    shape.fields.push_back({copy(from.fields[i].name), from.fields[i].type});
  }
  return shape;
}

std::string shown(const livetap_value& value) {
  switch (value.type) {
    case LIVETAP_F64:
      return fmt::format("{}", value.as.f64);
    case LIVETAP_I64:
      return fmt::format("{}", value.as.i64);
    case LIVETAP_BOOL:
      return value.as.boolean != 0 ? "true" : "false";
    case LIVETAP_TEXT:
      return copy(value.as.text);
    case LIVETAP_TIME:
      return fmt::format("@{}", value.as.i64);
    default:
      return "null";
  }
}

bool fits(std::uint32_t field, std::uint32_t value) {
  return value == 0 || value == field || (field == LIVETAP_F64 && value == LIVETAP_I64);
}

ShownError shown(const livetap_error& error) {
  return {error.kind, error.message, error.hint, error.setting};
}

livetap_error no_error() {
  livetap_error error{};
  error.size = sizeof error;
  return error;
}

std::int64_t since_boot(steady_clock::time_point time) {
  return std::chrono::nanoseconds(time.time_since_epoch()).count();
}

}  // namespace

struct ProbeHost::State {
  json::value settings;
  livetap_host host{};
  const livetap_probe_type* type = nullptr;
  void* instance = nullptr;
  ShownError create_error;
  int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  std::vector<Measurement> measurements;
  std::map<std::uint32_t, std::vector<ShownRow>> open;
  std::map<std::string, ShownGather> closed;
  std::vector<std::string> log;
  KeptState kept;
  ShownCommit commit;  // for the next gather that is closed
  std::vector<ShownCommit> commits;

  void take_commit() {
    if (!commit.events.empty() || !commit.state.empty()) commits.push_back(std::move(commit));
    commit = {};
  }

  void set_timer(std::int64_t at_ns) const {
    itimerspec when{};
    when.it_value = {at_ns / 1'000'000'000, at_ns % 1'000'000'000};
    ::timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, nullptr);
  }
  bool cancelled() const {
    itimerspec left{};
    ::timerfd_gettime(timer, &left);
    return left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0;
  }

  static State& of(const livetap_host* host) { return *static_cast<State*>(host->context); }

  static int emit(const livetap_host* host, std::uint32_t index, const livetap_str* tags,
                  const livetap_value* values) {
    State& self = of(host);
    if (index >= self.measurements.size()) return LIVETAP_BAD_SHAPE;
    const Measurement& shape = self.measurements[index];
    if (shape.fields.empty()) return LIVETAP_BAD_SHAPE;
    ShownRow row;
    for (std::size_t i = 0; i < shape.tags.size(); ++i) row[shape.tags[i]] = copy(tags[i]);
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
      if (!fits(shape.fields[i].type, values[i].type)) return LIVETAP_BAD_SHAPE;
      row[shape.fields[i].name] = shown(values[i]);
    }
    self.open[index].push_back(std::move(row));
    return LIVETAP_OK;
  }

  static int done(const livetap_host* host, std::uint32_t index, const livetap_error* error) {
    State& self = of(host);
    if (index >= self.measurements.size()) return LIVETAP_BAD_SHAPE;
    ShownGather& gather = self.closed[self.measurements[index].name];
    gather.rows = error == nullptr ? std::move(self.open[index]) : std::vector<ShownRow>();
    gather.error = error == nullptr ? ShownError{} : shown(*error);
    self.open.erase(index);
    self.take_commit();
    return LIVETAP_OK;
  }

  static int event(const livetap_host* host, const livetap_event* event) {
    std::vector<ShownEvent>& events = of(host).commit.events;
    if (events.size() >= most_events) return LIVETAP_DROPPED;
    events.push_back({event->time_ms, event->severity, copy(event->type), copy(event->service),
                      copy(event->message), copy(event->attributes)});
    return LIVETAP_OK;
  }

  static int state_get(const livetap_host* host, livetap_str key, livetap_str* value) {
    const KeptState& kept = of(host).kept;
    const auto found = kept.find(copy(key));
    if (found == kept.end()) return 0;
    *value = str(found->second);
    return 1;
  }

  static int state_put(const livetap_host* host, livetap_str key, livetap_str value) {
    State& self = of(host);
    std::size_t bytes = key.size + value.size;
    for (const auto& [name, text] : self.kept) {
      if (name != copy(key)) bytes += name.size() + text.size();
    }
    if (bytes > most_state_bytes) return 0;
    self.kept[copy(key)] = copy(value);
    self.commit.state[copy(key)] = copy(value);
    return 1;
  }

  static int declare(const livetap_host* host, std::uint32_t index,
                     const livetap_measurement* shape) {
    Measurement& known = of(host).measurements.at(index);
    const Measurement given = shape_of(*shape);
    if (!known.late || (!known.fields.empty() && known.fields != given.fields)) {
      return LIVETAP_BAD_SHAPE;
    }
    known.tags = given.tags;
    known.fields = given.fields;
    return LIVETAP_OK;
  }

  static void log_line(const livetap_host* host, livetap_severity, livetap_str text) {
    of(host).log.push_back(copy(text));
  }
};

ProbeHost::ProbeHost(const std::string& plugin, std::string_view settings, KeptState kept)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.kept = std::move(kept);
  std::string one_line(settings);  // sql may be broken into lines, which JSON does not allow
  std::replace(one_line.begin(), one_line.end(), '\n', ' ');
  state.settings = json::parse(one_line);
  livetap_host& host = state.host;
  host.size = sizeof host;
  host.context = &state;
  host.node_text = &node_text;
  host.node_int = &node_int;
  host.node_number = &node_number;
  host.node_bool = &node_bool;
  host.node_count = &node_count;
  host.node_at = &node_at;
  host.node_key = &node_key;
  host.node_child = &node_child;
  host.emit = &State::emit;
  host.done = &State::done;
  host.declare = &State::declare;
  host.event = &State::event;
  host.status = [](const livetap_host*, livetap_str, const livetap_error*) {};
  host.log = &State::log_line;
  host.state_get = &State::state_get;
  host.state_put = &State::state_put;
  host.cancelled = [](const livetap_host* self) { return State::of(self).cancelled() ? 1 : 0; };
  host.cancel_fd = [](const livetap_host* self) { return State::of(self).timer; };

  void* library = ::dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(::dlerror());
  const auto* entry = static_cast<const livetap_entry*>(::dlsym(library, "livetap_probe_entry"));
  if (entry == nullptr) throw std::runtime_error("no livetap_probe_entry in " + plugin);
  state.type = entry->types;
  livetap_error error = no_error();
  state.instance = state.type->create(&host, node_of(&state.settings), &error);
  state.create_error = shown(error);
  if (state.instance == nullptr) return;
  const livetap_schema* schema = state.type->schema(state.instance);
  for (std::size_t i = 0; i < schema->measurement_count; ++i) {
    state.measurements.push_back(shape_of(schema->measurements[i]));
  }
}

ProbeHost::~ProbeHost() {
  if (state_->instance != nullptr) state_->type->destroy(state_->instance);
  ::close(state_->timer);
}

bool ProbeHost::created() const {
  return state_->instance != nullptr;
}
const ShownError& ProbeHost::create_error() const {
  return state_->create_error;
}
const std::vector<std::string>& ProbeHost::log() const {
  return state_->log;
}
void ProbeHost::cancel() {
  state_->set_timer(1);
}

std::string ProbeHost::fields(const std::string& measurement) const {
  constexpr const char* types[] = {"?", "double", "int", "bool", "text", "time"};
  std::string text;
  for (const Measurement& shape : state_->measurements) {
    if (shape.name != measurement) continue;
    for (const Field& field : shape.fields) {
      text += fmt::format("{}{}:{}", text.empty() ? "" : " ", field.name, types[field.type]);
    }
  }
  return text;
}

Outcome ProbeHost::collect(std::chrono::milliseconds timeout, const std::vector<std::string>& due) {
  State& state = *state_;
  std::vector<std::uint32_t> indexes;
  for (std::uint32_t i = 0; i < state.measurements.size(); ++i) {
    const auto& name = state.measurements[i].name;
    if (due.empty() || std::find(due.begin(), due.end(), name) != due.end()) indexes.push_back(i);
  }
  state.open.clear();
  state.closed.clear();
  state.commits.clear();
  const auto begun = steady_clock::now();
  livetap_call call{};
  call.size = sizeof call;
  call.deadline_ns = since_boot(begun + timeout);
  call.due = indexes.data();
  call.due_count = indexes.size();
  state.set_timer(call.deadline_ns);
  livetap_error error = no_error();
  Outcome outcome;
  outcome.ok = state.type->collect(state.instance, &call, &error) == 1;
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun);
  if (!outcome.ok) outcome.error = shown(error);
  state.take_commit();
  outcome.closed = state.closed;
  outcome.commits = state.commits;
  return outcome;
}

}  // namespace livetap::test
