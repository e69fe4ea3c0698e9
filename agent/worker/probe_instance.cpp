#include "agent/worker/probe_instance.hpp"

#include <time.h>

#include <algorithm>
#include <exception>
#include <limits>

#include "agent/worker/abi_error.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"
#include "agent/worker/process_setup.hpp"
#include "agent/worker/schema_copy.hpp"

namespace livetap::worker {

namespace {

Error escaped(const char* function, const char* what) {
  return {ErrorKind::internal,
          std::string("an exception left ") + function +
              " of the plugin: " + clean_line(what, max_log_bytes),
          "this is a mistake in the plugin: tell its author", ""};
}

/// Calls a function of the plugin. Exceptions must not cross the boundary; those that do are told
/// apart from a crash.
template <class F>
std::optional<Error> guarded(const char* function, F call) {
  try {
    return call();
  } catch (const std::exception& thrown) {
    return escaped(function, thrown.what());
  } catch (...) {
    return escaped(function, "of an unknown type");
  }
}

constexpr std::uint64_t describe_memory_bytes = 512u << 20;

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

void ProbeInstance::describe(const Describe& request) {
  limit_memory(describe_memory_bytes);
  auto plugin = load_plugin(request.plugin_path);
  if (!plugin) {
    outbox_.put_answer(Failed{plugin.error()});
    return;
  }
  outbox_.put_answer(Described{std::move(plugin->description)});
}

void ProbeInstance::start(Start&& request) {
  start_ = std::move(request);
  limit_memory(start_.memory_bytes);
  if (auto error = create()) {
    outbox_.put_answer(Failed{*std::move(error)});
  }
}

std::optional<Error> ProbeInstance::create() {
  auto plugin = load_plugin(start_.plugin_path);
  if (!plugin) {
    return plugin.error();
  }
  auto type = plugin->type(start_.type_id);
  if (!type) {
    return type.error();
  }
  type_ = *type;
  host_ = std::make_unique<Host>(start_, outbox_);
  if (auto error = guarded("create", [&]() -> std::optional<Error> {
        auto abi_error = empty_abi_error();
        instance_ = type_.create(host_->abi(), host_->settings(), &abi_error);
        return instance_ == nullptr ? std::optional(from_abi(abi_error)) : std::nullopt;
      })) {
    return error;
  }
  return guarded("schema", [&]() -> std::optional<Error> {
    auto schema = copy_schema(type_.schema(instance_));
    if (!schema) {
      return schema.error();
    }
    outbox_.put_answer(Ready{*schema});
    host_->set_schema(*std::move(schema));
    const std::lock_guard lock(running_mutex_);
    live_host_ = host_.get();
    return std::nullopt;
  });
}

void ProbeInstance::collect(const Collect& request) {
  if (instance_ == nullptr) {
    return;
  }
  host_->begin(request);
  {
    const std::lock_guard lock(running_mutex_);
    running_ = request.sequence;
    if (request.sequence <= cancelled_up_to_) {
      host_->cancel();
    }
  }
  auto error = call_collect(request);
  {
    // Waits for a cancel that is inside the plugin.
    const std::lock_guard lock(running_mutex_);
    running_.reset();
  }
  outbox_.put_answer(Collected{request.sequence, std::move(error), host_->end()});
}

std::optional<Error> ProbeInstance::call_collect(const Collect& request) {
  livetap_call call{};
  call.size = sizeof call;
  call.due = request.due.data();
  call.due_count = request.due.size();
  if (request.timeout.count() > 0) {
    call.deadline_ns = monotonic_ns() + std::chrono::nanoseconds(request.timeout).count();
  }
  call.interval_ns = std::chrono::nanoseconds(start_.interval).count();
  return guarded("collect", [&]() -> std::optional<Error> {
    auto abi_error = empty_abi_error();
    const bool good = type_.collect(instance_, &call, &abi_error) != 0;
    return good ? std::nullopt : std::optional(from_abi(abi_error));
  });
}

void ProbeInstance::destroy() {
  {
    const std::lock_guard lock(running_mutex_);
    live_host_ = nullptr;
  }
  if (instance_ != nullptr) {
    guarded("destroy", [&]() -> std::optional<Error> {
      type_.destroy(instance_);
      return std::nullopt;
    });
  }
}

void ProbeInstance::cancel_all() {
  cancel(std::numeric_limits<std::uint64_t>::max());
}

void ProbeInstance::cancel(std::uint64_t sequence) {
  const std::lock_guard lock(running_mutex_);
  cancelled_up_to_ = std::max(cancelled_up_to_, sequence);
  if (!running_ || *running_ > sequence) {
    return;
  }
  live_host_->cancel();
  if (type_.cancel != nullptr) {
    guarded("cancel", [&]() -> std::optional<Error> {
      type_.cancel(instance_);
      return std::nullopt;
    });
  }
}

void ProbeInstance::tick() {
  const std::lock_guard lock(running_mutex_);
  if (live_host_ == nullptr) {
    return;
  }
  live_host_->close_older(start_.interval);
  const auto calls = live_host_->calls();
  if (calls != calls_seen_) {
    calls_seen_ = calls;
    outbox_.put_answer(Alive{});
  }
}

}  // namespace livetap::worker
