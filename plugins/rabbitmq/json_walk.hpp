#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "net/json_walk.hpp"

namespace livetap::rabbitmq {

using net::JsonScalar;

/// Hears what is in a document, in document order. A path names a place: members are joined by
/// dots, `[]` stands for the elements of an array: `items[].message_stats.ack_details.rate`.
class JsonListener {
 public:
  virtual ~JsonListener() = default;
  virtual void object_begins(std::string_view path) = 0;
  virtual void object_ends(std::string_view path) = 0;
  virtual void value(std::string_view path, const JsonScalar& scalar) = 0;
};

/// Reads a document without building it, within the bounds of net::JsonWalk. Returns why it is no
/// JSON, or nothing when it was read to its end; the listener has then heard what came before the
/// fault.
std::optional<std::string> walk_json(std::string_view document, JsonListener& listener);

}  // namespace livetap::rabbitmq
