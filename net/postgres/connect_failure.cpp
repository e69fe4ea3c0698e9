#include "net/postgres/connect_failure.hpp"

#include <fmt/format.h>

#include <cctype>
#include <string_view>
#include <vector>

namespace livetap::net::postgres {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The last SQLSTATE in a text such as `FATAL:  28P01: password authentication failed`: with
/// several addresses the last attempt counts.
std::string sqlstate_in(std::string_view text) {
  std::string found;
  for (std::size_t at = text.find(":  "); at != std::string_view::npos;
       at = text.find(":  ", at + 1)) {
    const std::string_view code = text.substr(at + 3, 7);
    if (code.size() < 7 || code.substr(5) != ": ") continue;
    bool good = true;
    for (char c : code.substr(0, 5)) {
      good = good && (std::isdigit(static_cast<unsigned char>(c)) || (c >= 'A' && c <= 'Z'));
    }
    if (good) found = code.substr(0, 5);
  }
  return found;
}

/// libpq's lines in one, without its own hints and the server's source positions.
std::string one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty() || part.front() == '\t' || part.substr(0, 9) == "LOCATION:") continue;
    if (contains(line, part)) continue;
    line += line.empty() ? "" : "; ";
    line += part;
  }
  return line;
}

struct Reaction {
  FailureKind kind;
  std::string hint;
};

Reaction refused_login(const std::string& code, const std::string& text, const Target& target) {
  const std::string& user = target.user();
  if (code == "28P01") {
    return {FailureKind::auth, fmt::format("check the password of role {}: password or "
                                           "password_file in the settings",
                                           user)};
  }
  if (code == "28000" && contains(text, "pg_hba.conf")) {
    return {FailureKind::auth,
            fmt::format("allow {} to log in to {} from this host in pg_hba.conf; "
                        "it may ask for sslmode=require in the url",
                        user, target.database())};
  }
  if (code.substr(0, 2) == "28") {
    return {FailureKind::auth, fmt::format("does role {} exist, and may it log in?", user)};
  }
  if (code == "3D000") {
    return {FailureKind::auth,
            fmt::format("there is no database {} on {}: check the end of the url",
                        target.database(), target.place())};
  }
  if (code == "42501") {
    return {FailureKind::auth,
            fmt::format("GRANT CONNECT ON DATABASE {} TO {}", target.database(), user)};
  }
  if (code == "53300") {
    return {
        FailureKind::unavailable,
        fmt::format("all connections that {} may use are taken: look at pg_stat_activity, raise "
                    "max_connections, or its ALTER ROLE {} CONNECTION LIMIT",
                    user, user)};
  }
  if (code == "57P03") {
    return {FailureKind::unavailable, "the server is starting or stopping; it is tried again"};
  }
  if (code == "08P01" && contains(text, "startup parameter")) {
    return {
        FailureKind::auth,
        "pgbouncer: add options to its ignore_startup_parameters; no limit is lost by that, they "
        "are sent with each query too"};
  }
  if (code.substr(0, 2) == "22" || code.substr(0, 2) == "42") {
    return {FailureKind::auth, "the server refuses a setting: look at options in the url"};
  }
  return {FailureKind::unavailable, ""};
}

Reaction no_login(const std::string& text, const Target& target) {
  if (contains(text, "no password supplied")) {
    return {FailureKind::auth,
            fmt::format("role {} needs one: set password or password_file", target.user())};
  }
  if (contains(text, "Connection refused")) {
    return {FailureKind::unavailable,
            fmt::format("is PostgreSQL running on {}, and does its listen_addresses reach there?",
                        target.place())};
  }
  if (contains(text, "No such file or directory")) {
    return {FailureKind::unavailable,
            fmt::format("is PostgreSQL running with its socket in {}?", target.place())};
  }
  if (contains(text, "could not translate host name")) {
    return {FailureKind::unavailable,
            "check the host in the url; inside Docker it is the name of the service"};
  }
  if (contains(text, "unsupported startup parameter")) {
    return refused_login("08P01", text, target);
  }
  if (contains(text, "does not support SSL")) {
    return {FailureKind::auth, "turn ssl on in the server, or leave sslmode out of the url"};
  }
  if (contains(text, "certificate") || contains(text, "SSL error")) {
    return {FailureKind::auth,
            "name the authority that signed the server's certificate: sslrootcert= in the url; "
            "with verify-full the host must be a name in the certificate"};
  }
  if (contains(text, "closed the connection unexpectedly") ||
      contains(text, "Connection reset by peer")) {
    return {FailureKind::unavailable, "is it PostgreSQL that listens there? See its log"};
  }
  return {FailureKind::unavailable, fmt::format("can this host reach {}?", target.place())};
}

}  // namespace

Failure connect_failure(const std::string& libpq_text, const Target& target) {
  const std::string code = sqlstate_in(libpq_text);
  const Reaction reaction =
      code.empty() ? no_login(libpq_text, target) : refused_login(code, libpq_text, target);
  Failure failure;
  failure.kind = reaction.kind;
  failure.message = one_line(libpq_text);
  failure.hint = reaction.hint;
  return failure;
}

Failure connect_timeout(const Target& target) {
  Failure failure;
  failure.kind = FailureKind::timeout;
  failure.message = fmt::format("no connection to {} in time", target.place());
  failure.hint =
      "the host does not answer, a firewall drops the packets, or the server is overloaded";
  return failure;
}

}  // namespace livetap::net::postgres
