#include "plugins/rabbitmq/json_walk.hpp"

#include <vector>

namespace livetap::rabbitmq {
namespace {

constexpr std::size_t longest_key_told = 64;  // a longer one names nothing that anybody asks for

// Keeps the path of the place that is being read.
class Pathfinder final : public net::JsonListener {
 public:
  explicit Pathfinder(rabbitmq::JsonListener& listener) : listener_(listener) {}

  void object_begins() override {
    listener_.object_begins(path_);
    open_.push_back({path_.size(), false});
  }
  void object_ends() override {
    leave_container();
    listener_.object_ends(path_);
    leave_member();
  }
  void array_begins() override {
    open_.push_back({path_.size(), true});
    path_ += "[]";
  }
  void array_ends() override {
    leave_container();
    leave_member();
  }
  void key(std::string_view name) override {
    if (!path_.empty()) path_ += '.';
    path_ += name.size() > longest_key_told ? std::string_view("?") : name;
  }
  void value(const JsonScalar& scalar) override {
    listener_.value(path_, scalar);
    leave_member();
  }

 private:
  void leave_container() {
    path_.resize(open_.back().outside);
    open_.pop_back();
  }
  // Takes the member's key off the path again; an element of an array has none.
  void leave_member() {
    if (!open_.empty() && !open_.back().array) path_.resize(open_.back().outside);
  }

  struct Container {
    std::size_t outside;  // length of the path of the container itself
    bool array;
  };
  rabbitmq::JsonListener& listener_;
  std::string path_;
  std::vector<Container> open_;
};

}  // namespace

std::optional<std::string> walk_json(std::string_view document, JsonListener& listener) {
  Pathfinder pathfinder(listener);
  net::JsonWalk walk(pathfinder);
  walk.take(document);
  return walk.finish();
}

}  // namespace livetap::rabbitmq
