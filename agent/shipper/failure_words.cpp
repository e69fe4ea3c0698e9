#include "agent/shipper/failure_words.hpp"

#include <libpq-fe.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iterator>

#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::shipper {

namespace {

struct Rule {
  std::string_view code;  // or the class: its first two characters
  ErrorKind kind;
  std::string_view hint;
};

// The first that fits counts.
constexpr Rule rules[] = {
    {"25006", ErrorKind::config, "this is a standby: name the primary in history.url"},
    {"28", ErrorKind::auth, "check user and password"},
    {"3D000", ErrorKind::auth, "check the database's name in history.url"},
    {"42501", ErrorKind::auth, "see config/history.sql for what the role needs"},
    {"42", ErrorKind::config,
     "was a table of the history changed by hand, or made by an earlier build?"},
    {"53100", ErrorKind::unavailable, "the server's disk is full: free some, or lower retention"},
    {"53", ErrorKind::unavailable, "the server lacks memory, disk or connections: see its log"},
    {"55P03", ErrorKind::timeout, "find and end the transaction that holds a lock on the table"},
    {"57014", ErrorKind::timeout, "the server is overloaded, or somebody cancelled it"},
    {"57P", ErrorKind::unavailable, "the server is starting or stopping; it is tried again"},
    {"58", ErrorKind::unavailable, "the server's disk fails: see its log"},
};

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

}  // namespace

Failure failure_of(const PGresult* result, const net::postgres::Target& target) {
  Failure failure;
  failure.code = field(result, PG_DIAG_SQLSTATE);
  failure.error.kind = ErrorKind::protocol;
  auto words = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (words.empty()) {
    words = net::postgres::first_line(PQresultErrorMessage(result));
  }
  failure.error.message = worker::clean_line(
      fmt::format("{}: {}{}{}", target.place(), words, failure.code.empty() ? "" : " ",
                  failure.code.empty() ? "" : "(" + failure.code + ")"),
      worker::max_log_bytes);
  for (const auto& rule : rules) {
    if (failure.is(rule.code)) {
      failure.error.kind = rule.kind;
      failure.error.hint = rule.hint;
      break;
    }
  }
  return failure;
}

Failure with_cure(Failure failure, const sql::Step& step) {
  const bool not_allowed = failure.is("42501") || failure.is("42P07");
  if (not_allowed && !step.cure.empty()) {
    failure.error.hint = step.cure;
  }
  return failure;
}

bool is_refused(const Failure& failure) {
  return failure.of_rows &&
         (failure.is("22") || failure.is("54") || (failure.is("23") && !failure.is("23514")));
}

bool is_of_table(const Failure& failure) {
  constexpr std::string_view elsewhere[] = {"08", "25", "28", "40", "53", "57P", "58"};
  return !failure.table.empty() && !failure.code.empty() &&
         std::none_of(std::begin(elsewhere), std::end(elsewhere),
                      [&](std::string_view code) { return failure.is(code); });
}

}  // namespace livetap::shipper
