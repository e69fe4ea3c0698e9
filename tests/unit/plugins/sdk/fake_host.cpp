#include "unit/plugins/sdk/fake_host.hpp"

#include <algorithm>

namespace livetap::sdk::test {

namespace {

FakeHost& self(const livetap_host* host) {
  return *static_cast<FakeHost*>(host->context);
}

const Node* from(const livetap_node* node) {
  return reinterpret_cast<const Node*>(node);
}

template <class T>
const T* value_of(const livetap_node* node) {
  return node == nullptr ? nullptr : std::get_if<T>(&from(node)->value);
}

template <class T, class Out>
int read(const livetap_node* node, Out* out) {
  const T* value = value_of<T>(node);
  if (value != nullptr) {
    *out = static_cast<Out>(*value);
  }
  return value != nullptr ? 1 : 0;
}

std::size_t count(const livetap_node* node) {
  if (const auto* list = value_of<Node::List>(node)) {
    return list->size();
  }
  const auto* entries = value_of<Node::Entries>(node);
  return entries == nullptr ? 0 : entries->size();
}

const livetap_node* at(const livetap_node* node, std::size_t index) {
  if (index >= count(node)) {
    return nullptr;
  }
  const auto* list = value_of<Node::List>(node);
  return FakeHost::node(list != nullptr ? (*list)[index]
                                        : (*value_of<Node::Entries>(node))[index].second);
}

livetap_str str(const std::string& text) {
  return {text.data(), text.size()};
}

void fill_settings(livetap_host& host) {
  host.node_text = [](const livetap_node* node, livetap_str* out) {
    const auto* text = value_of<std::string>(node);
    if (text != nullptr) {
      *out = str(*text);
    }
    return text != nullptr ? 1 : 0;
  };
  host.node_int = [](const livetap_node* node, std::int64_t* out) {
    return read<std::int64_t>(node, out);
  };
  host.node_number = [](const livetap_node* node, double* out) {
    return read<double>(node, out) | read<std::int64_t>(node, out);
  };
  host.node_bool = [](const livetap_node* node, int* out) { return read<bool>(node, out); };
  host.node_count = count;
  host.node_at = at;
  host.node_key = [](const livetap_node* node, std::size_t index) {
    return str((*value_of<Node::Entries>(node))[index].first);
  };
  host.node_child = [](const livetap_node* node, livetap_str key) -> const livetap_node* {
    const auto* entries = value_of<Node::Entries>(node);
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      if ((*entries)[i].first == view(key)) {
        return at(node, i);
      }
    }
    return nullptr;
  };
}

std::string words(const livetap_value& value) {
  switch (value.type) {
    case LIVETAP_F64:
      return std::to_string(value.as.f64);
    case LIVETAP_I64:
      return std::to_string(value.as.i64);
    case LIVETAP_BOOL:
      return value.as.boolean != 0 ? "true" : "false";
    case LIVETAP_TEXT:
      return "'" + view(value.as.text) + "'";
    case LIVETAP_TIME:
      return "time " + std::to_string(value.as.i64);
    default:
      return "null";
  }
}

std::string words(const livetap_error* error) {
  if (error == nullptr) {
    return "ok";
  }
  static const char* const kinds[] = {"none",    "config",   "auth",      "unavailable",
                                      "timeout", "protocol", "cancelled", "internal"};
  return std::string(kinds[error->kind]) + ": " + error->message + " | " + error->hint + " | " +
         error->setting;
}

// The measurements of the tests have one tag and three fields, so that rows can be read here.
int emit(const livetap_host* host, std::uint32_t measurement, const livetap_str* tags,
         const livetap_value* values) {
  self(host).calls.push_back("emit " + std::to_string(measurement) + " [" + view(tags[0]) + "] " +
                             words(values[0]) + " " + words(values[1]) + " " + words(values[2]));
  return self(host).emit_result;
}

void fill_calls(livetap_host& host) {
  host.emit = emit;
  host.done = [](const livetap_host* h, std::uint32_t measurement, const livetap_error* error) {
    self(h).calls.push_back("done " + std::to_string(measurement) + " " + words(error));
    return measurement < 2 ? int{LIVETAP_OK} : int{LIVETAP_BAD_SHAPE};
  };
  host.declare = [](const livetap_host* h, std::uint32_t index, const livetap_measurement* shape) {
    self(h).calls.push_back("declare " + std::to_string(index) + " " + view(shape->name) + " " +
                            std::to_string(shape->tag_count) + "+" +
                            std::to_string(shape->field_count));
    return self(h).declare_result;
  };
  host.event = [](const livetap_host* h, const livetap_event* event) {
    self(h).calls.push_back("event " + view(event->type) + " " + view(event->message) + " " +
                            std::to_string(event->severity) + " " + std::to_string(event->time_ms));
    return int{LIVETAP_OK};
  };
  host.status = [](const livetap_host* h, livetap_str text, const livetap_error* error) {
    self(h).calls.push_back("status " + view(text) + " " + words(error));
  };
  host.log = [](const livetap_host* h, livetap_severity severity, livetap_str text) {
    self(h).calls.push_back("log " + std::to_string(severity) + " " + view(text));
  };
  host.state_get = [](const livetap_host* h, livetap_str key, livetap_str* out) {
    const auto found = self(h).state.find(view(key));
    if (found == self(h).state.end()) {
      return 0;
    }
    *out = str(found->second);
    return 1;
  };
  host.state_put = [](const livetap_host* h, livetap_str key, livetap_str value) {
    if (value.size > 64 * 1024) {
      return 0;
    }
    self(h).state[view(key)] = view(value);
    return 1;
  };
  host.cancelled = [](const livetap_host* h) { return self(h).is_cancelled ? 1 : 0; };
  host.cancel_fd = [](const livetap_host* h) { return self(h).cancel_descriptor; };
}

}  // namespace

std::string view(livetap_str text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

FakeHost::FakeHost() {
  host.size = sizeof(livetap_host);
  host.context = this;
  fill_settings(host);
  fill_calls(host);
}

const livetap_node* FakeHost::node(const Node& settings) {
  return reinterpret_cast<const livetap_node*>(&settings);
}

livetap_error prepared_error() {
  livetap_error error{};
  error.size = sizeof error;
  return error;
}

Instance::Instance(const livetap_probe_type& type, FakeHost& host, const Node& settings)
    : type_(type) {
  livetap_error error = prepared_error();
  instance_ = type.create(&host.host, FakeHost::node(settings), &error);
  created_ = words(instance_ == nullptr ? &error : nullptr);
}

Instance::~Instance() {
  if (instance_ != nullptr) {
    type_.destroy(instance_);
  }
}

std::string Instance::collect(std::vector<std::uint32_t> due, std::int64_t deadline_ns) {
  const livetap_call call{sizeof(livetap_call), 0,          deadline_ns,
                          due.data(),           due.size(), 1'500'000'000};
  livetap_error error = prepared_error();
  return words(type_.collect(instance_, &call, &error) != 0 ? nullptr : &error);
}

}  // namespace livetap::sdk::test
