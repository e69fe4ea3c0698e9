#include "plugins/postgres/failure.hpp"

#include <fmt/format.h>

#include <string_view>

namespace livetap::postgres {
namespace {

struct Rule {
  std::string_view code;  // or the class: its first two characters
  livetap_error_kind kind;
  std::string_view hint;
  bool lost = false;
  bool out_of_time = false;
  bool locked = false;
};

// The first that fits counts. Mistakes in the sql are of kind protocol, not config: they spoil one
// query, may be cured on the server, and must not stop the probe.
constexpr Rule rules[] = {
    {"42P01", LIVETAP_ERROR_PROTOCOL,
     "look for a misspelt name, write the schema before it, or check the database in the url"},
    {"42703", LIVETAP_ERROR_PROTOCOL, "the table's columns may have changed: compare with \\d"},
    {"42883", LIVETAP_ERROR_PROTOCOL, "check the name and the argument types, or cast them"},
    {"42803", LIVETAP_ERROR_PROTOCOL, "add the column to group by, or aggregate it"},
    {"42P18", LIVETAP_ERROR_PROTOCOL, "give each value a type: null::numeric"},
    {"42601", LIVETAP_ERROR_PROTOCOL, "one statement a query, and a select; try it in psql"},
    {"42", LIVETAP_ERROR_PROTOCOL, "try the sql in psql as the same role"},
    {"25006", LIVETAP_ERROR_PROTOCOL, "the probe only reads: use a select that changes nothing"},
    {"0A", LIVETAP_ERROR_PROTOCOL, "use a plain select"},
    {"22", LIVETAP_ERROR_PROTOCOL,
     "a row holds a value that the sql cannot digest: guard it with nullif or case"},
    {"08P01", LIVETAP_ERROR_PROTOCOL, "a proxy in between may not know this request", true},
    {"08", LIVETAP_ERROR_UNAVAILABLE, "the connection broke; it is made anew", true},
    {"28", LIVETAP_ERROR_AUTH, "check user and password", true},
    {"3D000", LIVETAP_ERROR_AUTH, "check the database's name in the url", true},
    {"40001", LIVETAP_ERROR_UNAVAILABLE,
     "a standby gave way to replay: a shorter query or max_standby_streaming_delay helps"},
    {"53", LIVETAP_ERROR_UNAVAILABLE, "the server lacks memory, disk or connections: see its log"},
    {"55P03", LIVETAP_ERROR_TIMEOUT, "find and end the transaction that holds the lock", false,
     true, true},
    {"57014", LIVETAP_ERROR_TIMEOUT, "", false, true},
    {"57P03", LIVETAP_ERROR_UNAVAILABLE, "the server is starting or stopping; it is tried again",
     true},
    {"57P", LIVETAP_ERROR_UNAVAILABLE, "the server ended the connection; it is made anew", true},
};

const Rule* rule_for(std::string_view code) {
  for (const Rule& rule : rules) {
    if (!code.empty() && code.substr(0, rule.code.size()) == rule.code) return &rule;
  }
  return nullptr;
}

/// Where a position lies in the sql, for people. Positions count characters, not bytes.
std::string place(const std::string& sql, int position) {
  if (position <= 0) return "";
  int line = 1;
  int column = 0;
  int seen = 0;
  for (char c : sql) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
    ++column;
    if (++seen == position) break;
    if (c == '\n') {
      ++line;
      column = 0;
    }
  }
  return line == 1 ? fmt::format(" at character {}", column)
                   : fmt::format(" at line {}, character {}", line, column);
}

/// The grant that is missing. Without an English text the kind of object is not known.
std::string grant_hint(std::string_view message, const std::string& role) {
  constexpr std::pair<std::string_view, std::string_view> grants[] = {
      {"permission denied for table ", "SELECT ON"},
      {"permission denied for view ", "SELECT ON"},
      {"permission denied for materialized view ", "SELECT ON"},
      {"permission denied for sequence ", "SELECT ON SEQUENCE"},
      {"permission denied for schema ", "USAGE ON SCHEMA"},
      {"permission denied for function ", "EXECUTE ON FUNCTION"}};
  for (const auto& [text, grant] : grants) {
    if (message.substr(0, text.size()) == text) {
      return fmt::format("GRANT {} {} TO {}", grant, message.substr(text.size()), role);
    }
  }
  return fmt::format("grant the right to read it to {}", role);
}

}  // namespace

Failure lost(const net::postgres::Failure& failure) {
  return {static_cast<livetap_error_kind>(failure.kind), failure.message, failure.hint, true};
}

Failure sql_failure(const SqlError& error, const std::string& sql, const std::string& role) {
  Failure failure;
  if (error.code.empty()) {
    failure.kind = LIVETAP_ERROR_UNAVAILABLE;
    failure.message = error.message;
    failure.lost = true;
    return failure;
  }
  failure.message = fmt::format("{}{} ({})", error.message, place(sql, error.position), error.code);
  if (const Rule* rule = rule_for(error.code)) {
    failure.kind = rule->kind;
    failure.hint = rule->hint;
    failure.lost = rule->lost;
    failure.out_of_time = rule->out_of_time;
    failure.locked = rule->locked;
  }
  if (error.code == "42501") failure.hint = grant_hint(error.message, role);
  return failure;
}

}  // namespace livetap::postgres
