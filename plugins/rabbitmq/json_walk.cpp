#include "plugins/rabbitmq/json_walk.hpp"

#include <spdlog/fmt/fmt.h>

#include <boost/json/basic_parser_impl.hpp>
#include <limits>
#include <vector>

namespace livetap::rabbitmq {
namespace {

namespace json = boost::json;
using boost::system::error_code;

constexpr std::size_t max_depth = 32;
constexpr std::size_t longest_key_told = 64;  // a longer one names nothing that anybody asks for

// The handler that basic_parser calls. Keeps the path of the place that is being read.
class Walker {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = 64 * 1024;
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  explicit Walker(JsonListener& listener) : listener_(listener) {}

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) {
    listener_.object_begins(path_);
    open_.push_back({path_.size(), false});
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    leave_container();
    listener_.object_ends(path_);
    leave_member();
    return true;
  }
  bool on_array_begin(error_code&) {
    open_.push_back({path_.size(), true});
    path_ += "[]";
    return true;
  }
  bool on_array_end(std::size_t, error_code&) {
    leave_container();
    leave_member();
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, error_code&) {
    text_.append(part.data(), part.size());
    if (!path_.empty()) path_ += '.';
    path_ += text_.size() > longest_key_told ? std::string("?") : text_;
    text_.clear();
    return true;
  }

  bool on_string_part(json::string_view part, std::size_t, error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, error_code&) {
    if (text_.empty()) return tell(std::string_view(part.data(), part.size()));
    text_.append(part.data(), part.size());
    tell(std::string_view(text_));
    text_.clear();
    return true;
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, error_code&) { return tell(number); }
  bool on_uint64(std::uint64_t number, json::string_view, error_code&) {
    return tell(static_cast<double>(number));
  }
  bool on_double(double number, json::string_view, error_code&) { return tell(number); }
  bool on_bool(bool truth, error_code&) { return tell(truth); }
  bool on_null(error_code&) { return tell(nullptr); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  bool tell(const JsonScalar& scalar) {
    listener_.value(path_, scalar);
    leave_member();
    return true;
  }
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
  JsonListener& listener_;
  std::string path_;
  std::string text_;
  std::vector<Container> open_;
};

}  // namespace

std::optional<std::string> walk_json(std::string_view document, JsonListener& listener) {
  json::parse_options options;
  options.max_depth = max_depth;
  options.allow_invalid_utf8 = true;
  json::basic_parser<Walker> parser(options, listener);
  error_code error;
  const std::size_t read = parser.write_some(false, document.data(), document.size(), error);
  if (!error && read < document.size()) error = json::error::extra_data;
  if (!error) return std::nullopt;
  return fmt::format("{} at byte {}", error.message(), read);
}

}  // namespace livetap::rabbitmq
