#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace livetap::net {

/// A JSON value that is no container. Text is borrowed for the call; a number that no int64 holds
/// is a double.
using JsonScalar = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string_view>;

/// Hears what is in a document, in document order.
class JsonListener {
 public:
  virtual ~JsonListener() = default;
  virtual void object_begins() = 0;
  virtual void object_ends() = 0;
  virtual void array_begins() = 0;
  virtual void array_ends() = 0;
  /// Of the member whose value comes next.
  virtual void key(std::string_view name) = 0;
  virtual void value(const JsonScalar& scalar) = 0;
};

/// Reads a document that comes in parts, and builds nothing: beside what the listener keeps, memory
/// is a few KiB and the longest text in it, of which at most `text_limit` bytes are told. Nesting
/// deeper than 32 and keys beyond 64 KiB are refused; bytes that are no UTF-8 are passed on as they
/// are. One thread.
///
///     JsonWalk walk(listener);
///     for (part : body) walk.take(part);
///     if (const auto fault = walk.finish()) complain(*fault);
class JsonWalk {
 public:
  /// `listener` must outlive the walk.
  explicit JsonWalk(JsonListener& listener, std::size_t text_limit = 64 * 1024);
  ~JsonWalk();
  JsonWalk(JsonWalk&&) noexcept;
  JsonWalk& operator=(JsonWalk&&) noexcept;

  /// Nothing is read any more once there was a fault.
  void take(std::string_view part);
  /// The document has ended: why it is no JSON, or nothing. The listener has heard what came before
  /// the fault.
  std::optional<std::string> finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap::net
