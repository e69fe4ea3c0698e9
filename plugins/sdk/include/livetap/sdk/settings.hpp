// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>
#include <livetap/sdk/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace livetap::sdk {

/// A value of the config: a probe's settings, or any node below them. Cheap to copy; texts and
/// nodes live as long as the instance. The agent has checked types and filled in defaults, so a
/// required or defaulted key can simply be read; an optional one through has() or optional_...().
/// [collect thread]
///
///   Dice(Settings settings) : sides_(settings.integer("sides")) {
///     if (sides_ < 2) settings.child("sides").fail("a die has two sides at least");
///     for (Settings query : settings.list("queries")) add(query.text("sql"));
///     for (auto [key, value] : settings.map("headers")) add(key, value.text());
///   }
///
/// Errors: ProbeError, naming the key path.
class Settings {
 public:
  Settings(const livetap_host* host, const livetap_node* node, std::string path = {})
      : host_(host), node_(node), path_(std::move(path)) {}

  /// The key path: "queries[2].sql"; empty at the top.
  const std::string& path() const { return path_; }

  /// Whether this node is there at all: child() of a key that is not set gives one that is not.
  bool is_set() const { return node_ != nullptr; }
  bool has(std::string_view key) const { return child(key).is_set(); }
  Settings child(std::string_view key) const {
    return {host_, node_ == nullptr ? nullptr : host_->node_child(node_, detail::to_str(key)),
            path_of(key)};
  }

  // The value of this node itself, or of the key below it.
  std::string_view text() const { return required(optional_text(), "a text"); }
  std::int64_t integer() const { return required(optional_integer(), "an integer"); }
  double number() const { return required(optional_number(), "a number"); }
  bool boolean() const { return required(optional_boolean(), "true or false"); }
  std::chrono::nanoseconds duration() const { return required(optional_duration(), "a duration"); }
  std::string_view text(std::string_view key) const { return child(key).text(); }
  std::int64_t integer(std::string_view key) const { return child(key).integer(); }
  double number(std::string_view key) const { return child(key).number(); }
  bool boolean(std::string_view key) const { return child(key).boolean(); }
  std::chrono::nanoseconds duration(std::string_view key) const { return child(key).duration(); }

  // Nothing when the node is not set or of another type.
  std::optional<std::string_view> optional_text() const {
    livetap_str out{};
    return is_set() && host_->node_text(node_, &out) != 0 ? std::optional(detail::to_view(out))
                                                          : std::nullopt;
  }
  std::optional<std::int64_t> optional_integer() const {
    std::int64_t out = 0;
    return is_set() && host_->node_int(node_, &out) != 0 ? std::optional(out) : std::nullopt;
  }
  std::optional<double> optional_number() const {
    double out = 0;
    return is_set() && host_->node_number(node_, &out) != 0 ? std::optional(out) : std::nullopt;
  }
  std::optional<bool> optional_boolean() const {
    int out = 0;
    return is_set() && host_->node_bool(node_, &out) != 0 ? std::optional(out != 0) : std::nullopt;
  }
  std::optional<std::chrono::nanoseconds> optional_duration() const {
    const auto nanoseconds = optional_integer();
    return nanoseconds ? std::optional(std::chrono::nanoseconds(*nanoseconds)) : std::nullopt;
  }
  auto optional_text(std::string_view key) const { return child(key).optional_text(); }
  auto optional_integer(std::string_view key) const { return child(key).optional_integer(); }
  auto optional_number(std::string_view key) const { return child(key).optional_number(); }
  auto optional_boolean(std::string_view key) const { return child(key).optional_boolean(); }
  auto optional_duration(std::string_view key) const { return child(key).optional_duration(); }

  /// Elements of a list or section or map; 0 when it is not set.
  std::size_t size() const { return is_set() ? host_->node_count(node_) : 0; }

  /// The elements of a list, each with its path; none when it is not set.
  std::vector<Settings> list() const {
    std::vector<Settings> elements;
    for (std::size_t i = 0; i < size(); ++i) {
      elements.emplace_back(host_, host_->node_at(node_, i), path_ + '[' + std::to_string(i) + ']');
    }
    return elements;
  }
  std::vector<Settings> list(std::string_view key) const { return child(key).list(); }

  /// The entries of a map or section in the order of the file; none when it is not set.
  std::vector<std::pair<std::string_view, Settings>> map() const {
    std::vector<std::pair<std::string_view, Settings>> entries;
    for (std::size_t i = 0; i < size(); ++i) {
      const auto key = detail::to_view(host_->node_key(node_, i));
      entries.emplace_back(key, Settings(host_, host_->node_at(node_, i), path_of(key)));
    }
    return entries;
  }
  auto map(std::string_view key) const { return child(key).map(); }

  /// A list of texts, copied.
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> copies;
    for (const Settings& element : list(key)) {
      copies.emplace_back(element.text());
    }
    return copies;
  }

  /// Complains about this setting: the agent shows file, line and column. `fail` throws.
  ProbeError error(const std::string& message, std::string hint = {}) const {
    return {ErrorKind::config, message, std::move(hint), path_};
  }
  [[noreturn]] void fail(const std::string& message, std::string hint = {}) const {
    throw error(message, std::move(hint));
  }

 private:
  std::string path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
  }
  template <class T>
  T required(std::optional<T> value, const char* what) const {
    if (value) {
      return *value;
    }
    if (!is_set()) {
      fail("setting " + path_ + " is not set", "set it to " + std::string(what));
    }
    throw ProbeError(ErrorKind::internal,
                     "setting " + path_ + " was read as " + what + " by the " +
                         "plugin, which describes it as something else",
                     {}, path_);
  }

  const livetap_host* host_;
  const livetap_node* node_;
  std::string path_;
};

}  // namespace livetap::sdk
