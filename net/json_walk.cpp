#include "net/json_walk.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <limits>

namespace livetap::net {
namespace {

namespace json = boost::json;
using boost::system::error_code;

constexpr std::size_t max_depth = 32;

/// The beginning of a text, not cut inside a character.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  const auto inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u;
  };
  while (limit > 0 && inside(limit)) --limit;
  return text.substr(0, limit);
}

// The handler that basic_parser calls.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = 64 * 1024;
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  Handler(JsonListener& listener, std::size_t text_limit)
      : listener_(listener), text_limit_(text_limit) {}

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return listener_.object_begins(), true; }
  bool on_object_end(std::size_t, error_code&) { return listener_.object_ends(), true; }
  bool on_array_begin(error_code&) { return listener_.array_begins(), true; }
  bool on_array_end(std::size_t, error_code&) { return listener_.array_ends(), true; }

  bool on_key_part(json::string_view part, std::size_t, error_code&) { return keep(part); }
  bool on_key(json::string_view part, std::size_t, error_code&) {
    listener_.key(whole(part));
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code&) { return keep(part); }
  bool on_string(json::string_view part, std::size_t, error_code&) {
    tell(cut(whole(part), text_limit_));
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
  bool tell(const JsonScalar& scalar) { return listener_.value(scalar), true; }

  /// One byte more than is told, so that cut() sees where a character ends.
  bool keep(json::string_view part) {
    const auto room = std::max(text_limit_, max_key_size) + 1 - text_.size();
    text_.append(part.data(), std::min(part.size(), room));
    return true;
  }
  std::string_view whole(json::string_view last) {
    if (text_.empty()) return {last.data(), last.size()};
    keep(last);
    return text_;
  }

  JsonListener& listener_;
  std::size_t text_limit_;
  std::string text_;
};

}  // namespace

class JsonWalk::Impl {
 public:
  Impl(JsonListener& listener, std::size_t text_limit) : parser_(options(), listener, text_limit) {}

  void take(std::string_view part) { read(part, true); }

  std::optional<std::string> finish() {
    read({}, false);
    return fault_;
  }

 private:
  static json::parse_options options() {
    json::parse_options options;
    options.max_depth = max_depth;
    options.allow_invalid_utf8 = true;
    return options;
  }

  void read(std::string_view part, bool more) {
    if (fault_) return;
    error_code error;
    const auto size = parser_.write_some(more, part.data(), part.size(), error);
    read_ += size;
    if (!error && size < part.size()) error = json::error::extra_data;
    if (error) fault_ = error.message() + " at byte " + std::to_string(read_);
  }

  json::basic_parser<Handler> parser_;
  std::size_t read_ = 0;
  std::optional<std::string> fault_;
};

JsonWalk::JsonWalk(JsonListener& listener, std::size_t text_limit)
    : impl_(std::make_unique<Impl>(listener, text_limit)) {}
JsonWalk::~JsonWalk() = default;
JsonWalk::JsonWalk(JsonWalk&&) noexcept = default;
JsonWalk& JsonWalk::operator=(JsonWalk&&) noexcept = default;

void JsonWalk::take(std::string_view part) {
  impl_->take(part);
}

std::optional<std::string> JsonWalk::finish() {
  return impl_->finish();
}

}  // namespace livetap::net
