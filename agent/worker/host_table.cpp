#include "agent/worker/host_table.hpp"

#include <exception>

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/host.hpp"

namespace livetap::worker {

const livetap_node* as_node(const Setting& setting) {
  return reinterpret_cast<const livetap_node*>(&setting);
}

namespace {

const Setting* as_setting(const livetap_node* node) {
  return reinterpret_cast<const Setting*>(node);
}

template <class T>
const T* get(const livetap_node* node) {
  return node == nullptr ? nullptr : std::get_if<T>(&as_setting(node)->value);
}

int node_text(const livetap_node* node, livetap_str* out) {
  const auto* text = get<std::string>(node);
  if (text == nullptr) {
    return 0;
  }
  *out = abi_str(*text);
  return 1;
}

int node_int(const livetap_node* node, std::int64_t* out) {
  const auto* integer = get<std::int64_t>(node);
  if (integer == nullptr) {
    return 0;
  }
  *out = *integer;
  return 1;
}

int node_number(const livetap_node* node, double* out) {
  if (const auto* number = get<double>(node)) {
    *out = *number;
    return 1;
  }
  std::int64_t integer = 0;
  if (node_int(node, &integer) == 0) {
    return 0;
  }
  *out = static_cast<double>(integer);
  return 1;
}

int node_bool(const livetap_node* node, int* out) {
  const auto* boolean = get<bool>(node);
  if (boolean == nullptr) {
    return 0;
  }
  *out = *boolean ? 1 : 0;
  return 1;
}

std::size_t node_count(const livetap_node* node) {
  if (const auto* list = get<Setting::List>(node)) {
    return list->size();
  }
  const auto* entries = get<Setting::Entries>(node);
  return entries == nullptr ? 0 : entries->size();
}

const livetap_node* node_at(const livetap_node* node, std::size_t index) {
  if (const auto* list = get<Setting::List>(node)) {
    return index < list->size() ? as_node((*list)[index]) : nullptr;
  }
  const auto* entries = get<Setting::Entries>(node);
  return entries != nullptr && index < entries->size() ? as_node((*entries)[index].setting)
                                                       : nullptr;
}

livetap_str node_key(const livetap_node* node, std::size_t index) {
  const auto* entries = get<Setting::Entries>(node);
  return entries != nullptr && index < entries->size() ? abi_str((*entries)[index].key)
                                                       : livetap_str{nullptr, 0};
}

const livetap_node* node_child(const livetap_node* node, livetap_str key) {
  if (node == nullptr) {
    return nullptr;
  }
  const auto* child = as_setting(node)->find(abi_view(key));
  return child == nullptr ? nullptr : as_node(*child);
}

/// Runs a call of the plugin; memory that ends inside it is a row that is dropped.
template <class F>
int guarded(const livetap_host* abi, int when_thrown, F call) noexcept {
  try {
    auto& host = *static_cast<Host*>(abi->context);
    host.count_call();
    return static_cast<int>(call(host));
  } catch (const std::exception&) {
    return when_thrown;
  }
}

int emit(const livetap_host* abi, std::uint32_t measurement, const livetap_str* tags,
         const livetap_value* values) {
  return guarded(abi, LIVETAP_DROPPED,
                 [&](Host& host) { return host.emit(measurement, tags, values); });
}

int done(const livetap_host* abi, std::uint32_t measurement, const livetap_error* error) {
  return guarded(abi, LIVETAP_DROPPED, [&](Host& host) { return host.done(measurement, error); });
}

int declare(const livetap_host* abi, std::uint32_t measurement, const livetap_measurement* shape) {
  return guarded(abi, LIVETAP_DROPPED,
                 [&](Host& host) { return host.declare(measurement, shape); });
}

int event(const livetap_host* abi, const livetap_event* given) {
  return guarded(abi, LIVETAP_DROPPED, [&](Host& host) {
    return given == nullptr ? LIVETAP_BAD_SHAPE : host.event(abi_element(given, 0));
  });
}

void status(const livetap_host* abi, livetap_str text, const livetap_error* error) {
  guarded(abi, 0, [&](Host& host) {
    host.status(text, error);
    return 0;
  });
}

void log(const livetap_host* abi, livetap_severity severity, livetap_str text) {
  guarded(abi, 0, [&](Host& host) {
    host.log(severity, text);
    return 0;
  });
}

int state_get(const livetap_host* abi, livetap_str key, livetap_str* value) {
  return guarded(abi, 0, [&](Host& host) { return host.state_get(key, value) ? 1 : 0; });
}

int state_put(const livetap_host* abi, livetap_str key, livetap_str value) {
  return guarded(abi, 0, [&](Host& host) { return host.state_put(key, value) ? 1 : 0; });
}

int cancelled(const livetap_host* abi) {
  return guarded(abi, 1, [](Host& host) { return host.cancelled() ? 1 : 0; });
}

int cancel_fd(const livetap_host* abi) {
  return guarded(abi, -1, [](Host& host) { return host.cancel_fd(); });
}

}  // namespace

livetap_host host_table(Host& host) {
  livetap_host table{};
  table.size = sizeof table;
  table.context = &host;
  table.node_text = node_text;
  table.node_int = node_int;
  table.node_number = node_number;
  table.node_bool = node_bool;
  table.node_count = node_count;
  table.node_at = node_at;
  table.node_key = node_key;
  table.node_child = node_child;
  table.emit = emit;
  table.done = done;
  table.declare = declare;
  table.event = event;
  table.status = status;
  table.log = log;
  table.state_get = state_get;
  table.state_put = state_put;
  table.cancelled = cancelled;
  table.cancel_fd = cancel_fd;
  return table;
}

}  // namespace livetap::worker
