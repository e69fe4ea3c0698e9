#include "agent/worker/host.hpp"

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/abi_error.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/host_table.hpp"
#include "agent/worker/limits.hpp"
#include "agent/worker/schema_copy.hpp"

namespace livetap::worker {

Host::Host(const Start& start, Outbox& outbox)
    : start_(start), outbox_(outbox), abi_(host_table(*this)), state_(start.state) {}

const livetap_node* Host::settings() const {
  return as_node(start_.settings);
}

void Host::set_schema(Schema schema) {
  const std::lock_guard lock(mutex_);
  replaceable_.clear();
  for (auto& measurement : schema) {
    replaceable_.push_back(measurement.late && start_.declared.count(measurement.name) == 0);
    adopt_known_shape(measurement, start_.declared, start_.remembered);
  }
  gathers_ = OpenGathers(std::move(schema));
}

void Host::begin(const Collect& collect) {
  const std::lock_guard lock(mutex_);
  gathers_.begin(collect.due, collect.streaming, OpenGathers::Clock::now());
}

Commit Host::end() {
  const std::lock_guard lock(mutex_);
  gathers_.end();
  cancelled_ = false;
  cancel_.clear();
  return gathers_.take_commit();
}

void Host::cancel() noexcept {
  cancelled_ = true;
  cancel_.raise();
}

void Host::close_older(Milliseconds age) {
  const std::lock_guard lock(mutex_);
  for (auto& closed : gathers_.close_older(age, OpenGathers::Clock::now())) {
    outbox_.put(std::move(closed));
  }
}

livetap_result Host::emit(std::uint32_t measurement, const livetap_str* tags,
                          const livetap_value* values) {
  const std::lock_guard lock(mutex_);
  const auto result = gathers_.add_row(measurement, tags, values, OpenGathers::Clock::now());
  return result == LIVETAP_OK && cancelled_ ? LIVETAP_CANCELLED : result;
}

livetap_result Host::done(std::uint32_t measurement, const livetap_error* error) {
  const std::lock_guard lock(mutex_);
  std::optional<Gathered> closed;
  const auto result =
      gathers_.close(measurement, error == nullptr ? std::nullopt : std::optional(from_abi(*error)),
                     OpenGathers::Clock::now(), closed);
  if (closed) {
    outbox_.put(*std::move(closed));
  }
  return result == LIVETAP_OK && cancelled_ ? LIVETAP_CANCELLED : result;
}

livetap_result Host::declare(std::uint32_t measurement, const livetap_measurement* shape) {
  const std::lock_guard lock(mutex_);
  if (!gathers_.collecting() || measurement >= gathers_.schema().size()) {
    return LIVETAP_BAD_SHAPE;
  }
  const auto& planned = gathers_.schema()[measurement];
  auto declared = copy_declared(shape, planned);
  if (!declared) {
    complain(declared.error().message);
    return LIVETAP_BAD_SHAPE;
  }
  if (!replaceable_[measurement]) {
    const auto difference = shape_difference(planned, *declared);
    if (difference) {
      complain(planned.name + ": its shape is another one than before: " + *difference +
               "; a reload of the agent accepts it");
    }
    return difference ? LIVETAP_BAD_SHAPE : LIVETAP_OK;
  }
  replaceable_[measurement] = false;
  outbox_.put_answer(Declared{measurement, *declared});
  gathers_.set_shape(measurement, *std::move(declared));
  return LIVETAP_OK;
}

livetap_result Host::event(const livetap_event& given) {
  Event event;
  event.severity = given.severity >= LIVETAP_DEBUG && given.severity <= LIVETAP_ERROR
                       ? static_cast<Severity>(given.severity)
                       : Severity::info;
  event.time = given.time_ms != 0
                   ? WallTime(Milliseconds(given.time_ms))
                   : std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  event.type = clean_line(abi_view(given.type), max_log_bytes);
  event.service = clean_line(abi_view(given.service), max_log_bytes);
  event.message = clean_line(abi_view(given.message), max_log_bytes);
  // Cut JSON is no JSON: what is too long is left out as a whole.
  if (given.attributes.size <= max_text_bytes) {
    event.attributes = clean_line(abi_view(given.attributes), max_text_bytes);
  }
  const std::lock_guard lock(mutex_);
  return gathers_.add_event(std::move(event), outbox_.waiting_events());
}

void Host::status(livetap_str text, const livetap_error* error) {
  Status status{clean_line(abi_view(text), max_log_bytes), std::nullopt};
  if (error != nullptr) {
    status.error = from_abi(*error);
  }
  outbox_.put(std::move(status));
}

void Host::log(livetap_severity severity, livetap_str text) {
  const bool known = severity >= LIVETAP_DEBUG && severity <= LIVETAP_ERROR;
  outbox_.log(known ? static_cast<Severity>(severity) : Severity::info, abi_view(text));
}

void Host::complain(const std::string& text) {
  outbox_.log(Severity::error, text);
}

std::size_t Host::state_bytes() const {
  std::size_t bytes = 0;
  for (const auto& [key, value] : state_) {
    bytes += key.size() + value.size();
  }
  return bytes;
}

bool Host::state_get(livetap_str key, livetap_str* value) {
  const std::lock_guard lock(mutex_);
  const auto entry = state_.find(abi_text(key));
  if (entry == state_.end() || value == nullptr) {
    return false;
  }
  *value = abi_str(entry->second);
  return true;
}

bool Host::state_put(livetap_str key, livetap_str value) {
  const std::lock_guard lock(mutex_);
  if (key.size > max_state_bytes || value.size > max_state_bytes) {
    return false;
  }
  const auto name = abi_text(key);
  const auto old = state_.find(name);
  const auto freed = old == state_.end() ? 0 : name.size() + old->second.size();
  if (state_bytes() - freed + key.size + value.size > max_state_bytes ||
      (old == state_.end() && state_.size() >= max_state_keys)) {
    return false;
  }
  state_[name] = abi_text(value);
  gathers_.put_state(name, abi_text(value));
  return true;
}

}  // namespace livetap::worker
