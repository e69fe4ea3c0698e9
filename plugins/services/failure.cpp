#include "plugins/services/failure.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "net/safe_location.hpp"

namespace livetap::services {
namespace {

constexpr std::string_view status_of(net::NetErrorKind kind) {
  switch (kind) {
    case net::NetErrorKind::refused:
      return "refused";
    case net::NetErrorKind::dns:
      return "unknown host";
    case net::NetErrorKind::timeout:
      return "timeout";
    case net::NetErrorKind::tls:
      return "TLS failed";
    case net::NetErrorKind::cancelled:
      return "cancelled";
    case net::NetErrorKind::too_large:
      return "too large";
    case net::NetErrorKind::reset:
      return "connection lost";
    case net::NetErrorKind::protocol:
      break;
  }
  return "bad answer";
}

std::string in_ms(std::chrono::nanoseconds span) {
  return fmt::format("{} ms", std::chrono::ceil<std::chrono::milliseconds>(span).count());
}

/// What a body looks like, to follow "which begins with".
std::string beginning_of(const Findings& findings) {
  return findings.beginning.empty() ? "nothing" : "'" + findings.beginning + "'";
}

bool is_web_page(const net::HttpResponse& answer, const Findings& findings) {
  return answer.header("Content-Type").starts_with("text/html") ||
         findings.beginning.starts_with('<');
}

Failure redirect(const Target& target, const net::HttpResponse& answer) {
  return {"redirect",
          fmt::format("{} redirects to {} ({})", target.where(),
                      net::safe_location(answer.header("Location")), answer.status),
          "redirects are not followed: put the final address into url"};
}

/// The service speaks for itself, with another status than expected.
Failure unhealthy(const Target& target, const net::HttpResponse& answer, const Findings& findings) {
  std::string message = fmt::format("{} answers {}", target.where(), answer.status);
  if (!findings.own_words.empty())
    message += fmt::format(" and calls itself {}", findings.own_words);
  const auto complaint = complaint_in(target, findings);
  if (!complaint) return {"unhealthy", std::move(message), "see the log of the service"};
  return {"unhealthy", message + ": " + complaint->message, complaint->hint};
}

std::string cure_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
      return "check the API key in headers, or user and password in url";
    case 404:
      return "check the path in url";
    case 405:
      return "check method";
    case 429:
      return "it is asked too often: raise interval";
    case 502:
    case 503:
    case 504:
      return "a proxy answers in its place: is the service behind it running?";
    default:
      return status >= 500 ? "see the log of the service" : "check url, method and headers";
  }
}

Failure unexpected(const Target& target, const net::HttpResponse& answer,
                   const Findings& findings) {
  auto message = fmt::format("{} answers {}", target.where(), answer.status);
  if (!findings.beginning.empty()) message += ", which begins with " + beginning_of(findings);
  const bool refused = answer.status == 401 || answer.status == 403;
  return {refused ? "not authorized" : "unexpected status", std::move(message),
          cure_of_status(answer.status)};
}

Failure not_json(const Target& target, const net::HttpResponse& answer, const Findings& findings) {
  if (is_web_page(answer, findings)) {
    return {"not JSON",
            fmt::format("{} answers with a web page instead of JSON, which begins with {}",
                        target.where(), beginning_of(findings)),
            "a proxy answers in the service's place, or url leads elsewhere"};
  }
  return {"not JSON",
          fmt::format("{} does not answer in JSON: {}; it begins with {}", target.where(),
                      *findings.fault, beginning_of(findings)),
          "does url lead to the health endpoint? json: false takes any answer"};
}

bool speaks_for_itself(const Findings& findings) {
  return !findings.fault &&
         (!findings.own_words.empty() ||
          std::any_of(findings.values.begin(), findings.values.end(),
                      [](const FieldValue& value) { return value.index() != 0; }));
}

}  // namespace

Failure no_answer(const net::NetError& error, std::chrono::nanoseconds given) {
  Failure failure{std::string(status_of(error.kind)), error.message, error.hint};
  if (error.kind == net::NetErrorKind::timeout) {
    failure.message = fmt::format("no answer within {}: {}", in_ms(given), error.message);
  }
  if (error.kind == net::NetErrorKind::too_large) failure.message += " (8 MiB)";
  if (failure.hint.empty()) failure.hint = "does url lead to the service's health endpoint?";
  return failure;
}

std::optional<Failure> fault_in(const Target& target, const net::HttpResponse& answer,
                                const Findings& findings) {
  const auto& expected = target.expected_status;
  if (std::find(expected.begin(), expected.end(), answer.status) == expected.end()) {
    if (answer.status / 100 == 3) return redirect(target, answer);
    if (speaks_for_itself(findings)) return unhealthy(target, answer, findings);
    return unexpected(target, answer, findings);
  }
  if (findings.fault) return not_json(target, answer, findings);
  if (!findings.missing.empty()) {
    return Failure{"field missing",
                   fmt::format("the answer of {} has no {}", target.where(), findings.missing),
                   "another version of the service may name it otherwise: check its pointers"};
  }
  return std::nullopt;
}

std::optional<Failure> complaint_in(const Target& target, const Findings& findings) {
  Failure failure{"degraded", "", ""};
  for (std::size_t i = 0; i < target.fields.size(); ++i) {
    const auto& field = target.fields[i];
    const auto* truth = std::get_if<bool>(&findings.values[i]);
    if (truth == nullptr || !(*truth ? field.warn_if_true : field.fail_if_false)) continue;
    if (!failure.message.empty()) failure.message += " and ";
    failure.message +=
        field.complaint.empty() ? fmt::format("{} is {}", field.name, *truth) : field.complaint;
    if (failure.hint.empty()) failure.hint = field.cure;
  }
  if (failure.message.empty()) return std::nullopt;
  if (failure.hint.empty()) failure.hint = "look at what the service is connected to";
  return failure;
}

}  // namespace livetap::services
