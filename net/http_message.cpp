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

std::string_view header_fault(std::string_view name, std::string_view value) {
  constexpr std::string_view separators = "()<>@,;:\\\"/[]?={} ";
  if (name.empty()) return "has no name";
  if (has_control_character(name) || name.find_first_of(separators) != std::string_view::npos) {
    return "has a name with a character that no name may hold";
  }
  return has_control_character(value) ? "holds a line break or another control character" : "";
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
    if (const auto fault = header_fault(header.name, header.value); !fault.empty()) {
      return NetError{NetErrorKind::protocol, "a header of the request " + std::string(fault)};
    }
  }
  return std::nullopt;
}

}  // namespace livetap::net
