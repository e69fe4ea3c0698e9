#include "net/http_message.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace livetap::net {
namespace {

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; });
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return boost::beast::iequals(header.name, name);
  });
  return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

std::optional<NetError> forgery_in(const HttpRequest& request) {
  const auto& target = request.target;
  if (target.empty() || target[0] != '/' || has_control_character(target) ||
      target.find(' ') != std::string_view::npos) {
    return NetError{NetErrorKind::protocol,
                    "the request path does not begin with / or holds a "
                    "blank or a control character"};
  }
  for (const auto& header : request.headers) {
    if (header.name.empty() || has_control_character(header.name) ||
        has_control_character(header.value)) {
      return NetError{NetErrorKind::protocol,
                      "a request header is empty or holds a control character"};
    }
  }
  return std::nullopt;
}

}  // namespace livetap::net
