#include "integration/rabbitmq/loaded_probe.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <numeric>
#include <stdexcept>

namespace livetap::test {
namespace json = boost::json;

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
  auto row = copied(shape, tags, values);
  if (!row) return LIVETAP_BAD_SHAPE;
  self.open[index].push_back(*std::move(row));
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
  serve_settings(host);
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
  state_->type = &load_probe_type(path);
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
