#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace livetap::web {

/// What the server makes of a request: as much as anything here needs. Header fields that are not
/// there are empty.
struct HttpRequest {
  std::string method;
  std::string target;  ///< path and query as sent
  std::string host;
  std::string origin;
  std::string authorization;
  std::string accept_encoding;
  std::string if_none_match;

  /// Without the query.
  std::string_view path() const;
  /// The decoded value of the first query parameter of that name; empty when there is none.
  std::string query(std::string_view name) const;
};

struct HttpReply {
  int status = 200;
  std::string_view content_type = "text/plain; charset=utf-8";
  std::shared_ptr<const std::string> body;  ///< nullptr: empty
  /// Further header lines, such as {"Allow", "GET"}.
  std::vector<std::pair<std::string_view, std::string>> headers{};
  bool stream = false;  ///< instead of a body: the server-sent events, until the client leaves
};

/// Called once, on the event loop, at once or later.
using HttpAnswer = std::function<void(HttpReply)>;

HttpReply text_reply(int status, std::string text);
HttpReply json_reply(std::string json);

/// The words after the status number: "Not Found".
std::string_view reason_phrase(int status);

/// Status line and header of a reply, those that every reply has included: no sniffing, no framing,
/// no referrer, nothing from elsewhere.
std::string header_of(const HttpReply& reply, bool keep_alive);

}  // namespace livetap::web
