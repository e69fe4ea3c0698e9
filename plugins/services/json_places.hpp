#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/json_walk.hpp"

namespace livetap::services {

/// Remembers which scalars stand at certain places of a document, while it is walked. Nothing else
/// of it is kept: memory is one value a place, however large the document is. One thread.
///
///     JsonPlaces places({"/status", "/websocket_state/status", "/instances/0/up"});
///     net::JsonWalk walk(places);
///     ...
///     if (const auto status = places.at("/status")) use(*status);
class JsonPlaces final : public net::JsonListener {
 public:
  explicit JsonPlaces(const std::vector<std::string>& pointers);

  /// Nothing where the document has no scalar. Of a member that is there twice the last counts.
  /// Text is borrowed until the next walk.
  std::optional<net::JsonScalar> at(std::string_view pointer) const;

  void object_begins() override { container_begins(false); }
  void object_ends() override { container_ends(); }
  void array_begins() override { container_begins(true); }
  void array_ends() override { container_ends(); }
  void key(std::string_view name) override;
  void value(const net::JsonScalar& scalar) override;

 private:
  using Kept =
      std::variant<std::monostate, std::nullptr_t, bool, std::int64_t, double, std::string>;
  struct Container {
    std::size_t outside;  // length of the pointer to the container itself
    bool array;
    std::size_t next = 0;  // index of the element to come
  };

  void container_begins(bool array);
  void container_ends();
  Kept* enter();
  void leave();

  std::map<std::string, Kept, std::less<>> places_;
  std::string pointer_;  // to what is being read
  std::vector<Container> open_;
};

}  // namespace livetap::services
