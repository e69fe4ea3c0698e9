#pragma once

#include <livetap/probe.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace livetap::sdk::test {

/// A settings value, as the agent would have parsed it.
struct Node {
  using List = std::vector<Node>;
  using Entries = std::vector<std::pair<std::string, Node>>;

  Node(const char* text) : value(std::string(text)) {}
  Node(int integer) : value(std::int64_t{integer}) {}
  Node(std::int64_t integer) : value(integer) {}
  Node(double number) : value(number) {}
  Node(bool boolean) : value(boolean) {}
  Node(List list) : value(std::move(list)) {}
  Node(Entries entries) : value(std::move(entries)) {}

  std::variant<std::string, std::int64_t, double, bool, List, Entries> value;
};

/// What a probe has done to its host, in words: "emit 0 [craps] 4", "done 0".
struct FakeHost {
  FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  static const livetap_node* node(const Node& settings);

  livetap_host host{};
  std::vector<std::string> calls;
  std::map<std::string, std::string> state;
  int emit_result = LIVETAP_OK;
  int declare_result = LIVETAP_OK;
  bool is_cancelled = false;
  int cancel_descriptor = -1;
};

/// One livetap_error, as its caller would prepare it.
livetap_error prepared_error();

/// An instance of a probe type, made and freed as the worker does it.
class Instance {
 public:
  Instance(const livetap_probe_type& type, FakeHost& host, const Node& settings);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  explicit operator bool() const { return instance_ != nullptr; }
  /// "ok", or the failure in words: "config: message | hint | setting".
  std::string created() const { return created_; }
  std::string collect(std::vector<std::uint32_t> due = {0}, std::int64_t deadline_ns = 0);
  const livetap_schema& schema() const { return *type_.schema(instance_); }
  void cancel() const { type_.cancel(instance_); }

 private:
  const livetap_probe_type& type_;
  void* instance_ = nullptr;
  std::string created_;
};

std::string view(livetap_str text);

}  // namespace livetap::sdk::test
