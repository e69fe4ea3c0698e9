#include "agent/web/http_message.hpp"

#include <array>

namespace livetap::web {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// As forms encode: %41 and + for a blank. What is no such code stands for itself.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size();
    const int high = coded ? hex_digit(text[i + 1]) : -1;
    const int low = coded ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

constexpr std::string_view headers_of_all =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n";

}  // namespace

std::string_view HttpRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string HttpRequest::query(std::string_view name) const {
  const auto mark = target.find('?');
  auto rest =
      mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = pair.find('=');
    if (decoded(pair.substr(0, equals)) == name) {
      return equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1));
    }
  }
  return {};
}

HttpReply text_reply(int status, std::string text) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::make_shared<const std::string>(std::move(text));
  reply.headers = {{"Cache-Control", "no-store"}};
  return reply;
}

HttpReply json_reply(std::string json) {
  auto reply = text_reply(200, std::move(json));
  reply.content_type = "application/json";
  return reply;
}

std::string_view reason_phrase(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 14> phrases{{
      {200, "OK"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {413, "Content Too Large"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {431, "Request Header Fields Too Large"},
      {503, "Service Unavailable"},
  }};
  for (const auto& [number, phrase] : phrases) {
    if (number == status) {
      return phrase;
    }
  }
  return "Error";
}

std::string header_of(const HttpReply& reply, bool keep_alive) {
  std::string header = "HTTP/1.1 " + std::to_string(reply.status) + " ";
  header.append(reason_phrase(reply.status)).append("\r\nServer: livetap\r\n");
  if (reply.status != 304) {
    header.append("Content-Type: ").append(reply.content_type).append("\r\n");
    if (!reply.stream) {
      const auto size = reply.body ? reply.body->size() : 0;
      header.append("Content-Length: ").append(std::to_string(size)).append("\r\n");
    }
  }
  for (const auto& [name, value] : reply.headers) {
    header.append(name).append(": ").append(value).append("\r\n");
  }
  header.append(headers_of_all);
  header.append(keep_alive && !reply.stream ? "\r\n" : "Connection: close\r\n\r\n");
  return header;
}

}  // namespace livetap::web
