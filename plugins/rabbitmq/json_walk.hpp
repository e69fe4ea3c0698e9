#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace livetap::rabbitmq {

/// A JSON value that is no container. Text is borrowed for the call.
using JsonScalar = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string_view>;

/// Hears what is in a document, in document order. A path names a place: members are joined by
/// dots, `[]` stands for the elements of an array: `items[].message_stats.ack_details.rate`.
class JsonListener {
 public:
  virtual ~JsonListener() = default;
  virtual void object_begins(std::string_view path) = 0;
  virtual void object_ends(std::string_view path) = 0;
  virtual void value(std::string_view path, const JsonScalar& scalar) = 0;
};

/// Reads a document without building it: besides what the listener keeps, memory is a few KiB and
/// the longest text in it. Nesting deeper than 32 and keys beyond 64 KiB are refused; bytes that
/// are no UTF-8 are passed on as they are. Returns why it is no JSON, or nothing when it was read
/// to its end; the listener has then heard what came before the fault.
std::optional<std::string> walk_json(std::string_view document, JsonListener& listener);

}  // namespace livetap::rabbitmq
