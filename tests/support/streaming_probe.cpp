#include "tests/support/streaming_probe.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/support/wait_until.hpp"

namespace livetap::test {

using std::chrono::steady_clock;

struct StreamingProbe::State {
  boost::json::value settings;
  livetap_host host{};
  const livetap_probe_type* type = nullptr;
  void* instance = nullptr;
  const livetap_measurement* shape = nullptr;
  int cancel_fd = eventfd(0, EFD_CLOEXEC);
  std::atomic<bool> cancelled = false;
  std::thread collecting;
  ProbeFault fault;

  std::mutex mutex;
  std::vector<ProbeRow> open;  // the gather that is not closed yet
  std::vector<ProbeRow> rows;
  std::vector<ProbeEvent> events;
  std::vector<std::string> log;

  static State& of(const livetap_host* host) { return *static_cast<State*>(host->context); }

  static int emit(const livetap_host* host, std::uint32_t, const livetap_str* tags,
                  const livetap_value* values) {
    auto row = copied(*of(host).shape, tags, values);
    if (!row) return LIVETAP_BAD_SHAPE;
    of(host).open.push_back(*std::move(row));
    return LIVETAP_OK;
  }

  static int done(const livetap_host* host, std::uint32_t, const livetap_error*) {
    State& self = of(host);
    const std::lock_guard lock(self.mutex);
    for (auto& row : self.open) self.rows.push_back(std::move(row));
    self.open.clear();
    return LIVETAP_OK;
  }

  static int event(const livetap_host* host, const livetap_event* given) {
    const std::lock_guard lock(of(host).mutex);
    of(host).events.push_back({copied(given->type), copied(given->service), given->severity,
                               copied(given->message), copied(given->attributes)});
    return LIVETAP_OK;
  }

  void fill_host() {
    host.size = sizeof host;
    host.context = this;
    serve_settings(host);
    host.emit = emit;
    host.done = done;
    host.event = event;
    host.status = [](const livetap_host*, livetap_str, const livetap_error*) {};
    host.log = [](const livetap_host* self, livetap_severity, livetap_str text) {
      const std::lock_guard lock(of(self).mutex);
      of(self).log.push_back(copied(text));
    };
    host.cancelled = [](const livetap_host* self) { return of(self).cancelled ? 1 : 0; };
    host.cancel_fd = [](const livetap_host* self) { return of(self).cancel_fd; };
  }

  void collect(std::chrono::milliseconds interval, std::chrono::milliseconds once) {
    const std::uint32_t due = 0;
    livetap_call call{};
    call.size = sizeof call;
    call.due = &due;
    call.due_count = 1;
    call.interval_ns = std::chrono::nanoseconds(interval).count();
    if (once.count() > 0) {
      call.deadline_ns =
          std::chrono::nanoseconds((steady_clock::now() + once).time_since_epoch()).count();
    }
    livetap_error error = empty_error();
    if (type->collect(instance, &call, &error) == 0) fault = copied(error);
  }
};

StreamingProbe::StreamingProbe(const std::string& path, std::string_view settings,
                               std::chrono::milliseconds interval, std::chrono::milliseconds once)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.settings = boost::json::parse({settings.data(), settings.size()});
  state.fill_host();
  state.type = &load_probe_type(path);
  livetap_error error = empty_error();
  state.instance = state.type->create(&state.host, as_node(&state.settings), &error);
  if (state.instance == nullptr) {
    throw std::runtime_error(std::string(error.setting) + ": " + error.message);
  }
  state.shape = state.type->schema(state.instance)->measurements;
  state.collecting = std::thread([&state, interval, once] { state.collect(interval, once); });
}

StreamingProbe::~StreamingProbe() {
  cancel();
  state_->type->destroy(state_->instance);
  ::close(state_->cancel_fd);
}

std::chrono::milliseconds StreamingProbe::cancel() {
  const auto began = steady_clock::now();
  state_->cancelled = true;
  ::eventfd_write(state_->cancel_fd, 1);
  if (state_->collecting.joinable()) state_->collecting.join();
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
}

ProbeFault StreamingProbe::finish() {
  if (state_->collecting.joinable()) state_->collecting.join();
  return state_->fault;
}

bool StreamingProbe::sees(const std::function<bool(const ProbeRow&)>& row,
                          std::chrono::milliseconds within) const {
  return wait_until(within, [&] {
    const std::lock_guard lock(state_->mutex);
    return std::any_of(state_->rows.begin(), state_->rows.end(), row);
  });
}

bool StreamingProbe::sees_event(const std::string& type, std::chrono::milliseconds within) const {
  return wait_until(within, [&] {
    const auto all = events();
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& event) { return event.type == type; });
  });
}

ProbeRow StreamingProbe::last(const std::string& tag) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = std::find_if(state_->rows.rbegin(), state_->rows.rend(), [&](const auto& row) {
    return tag.empty() || row.tags.begin()->second == tag;
  });
  return found == state_->rows.rend() ? ProbeRow() : *found;
}

std::vector<ProbeRow> StreamingProbe::rows() const {
  const std::lock_guard lock(state_->mutex);
  return state_->rows;
}
std::vector<ProbeEvent> StreamingProbe::events() const {
  const std::lock_guard lock(state_->mutex);
  return state_->events;
}
std::vector<std::string> StreamingProbe::log() const {
  const std::lock_guard lock(state_->mutex);
  return state_->log;
}

}  // namespace livetap::test
