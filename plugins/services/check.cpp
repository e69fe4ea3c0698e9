#include "plugins/services/check.hpp"

#include <spdlog/fmt/fmt.h>

#include "plugins/services/failure.hpp"

namespace livetap::services {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

std::string certificate_in_words(int days) {
  const int count = days < 0 ? -days : days;
  const auto span = fmt::format("{} {}", count, count == 1 ? "day" : "days");
  return days < 0 ? "its certificate ended " + span + " ago" : "its certificate ends in " + span;
}

void take_answer(Check& check, const net::HttpResponse& answer, int certificate_warn_days) {
  check.status_code = answer.status;
  check.latency_ms = Milliseconds(answer.timing.total).count();
  check.certificate_days = answer.certificate_days;
  if (answer.certificate_days) {
    check.certificate_expiring = *answer.certificate_days < certificate_warn_days;
  }
}

}  // namespace

Check judge(const Target& target, const Outcome& outcome, int certificate_warn_days) {
  Check check;
  check.phases = outcome.phases;
  check.values = outcome.findings.values;
  std::optional<Failure> failure;
  if (outcome.answer) {
    take_answer(check, *outcome.answer, certificate_warn_days);
    failure = fault_in(target, *outcome.answer, outcome.findings);
  } else {
    failure = no_answer(outcome.answer.error(), outcome.given);
  }
  check.up = !failure;
  if (!failure) failure = complaint_in(target, outcome.findings);
  if (!failure && check.certificate_expiring.value_or(false)) {
    failure = Failure{"up", certificate_in_words(*check.certificate_days), "renew it in time"};
  }
  check.status = failure ? failure->status : "up";
  if (failure) check.error = std::move(failure->message);
  if (failure) check.hint = std::move(failure->hint);
  return check;
}

}  // namespace livetap::services
