#pragma once
#include <optional>
#include <string>
#include <vector>

#include "net/http_message.hpp"
#include "plugins/services/field.hpp"
#include "plugins/services/health_body.hpp"
#include "plugins/services/target.hpp"

namespace livetap::services {

/// What one finished check of a target says: a row. What is not known is absent.
struct Check {
  bool up = false;
  std::string status;  ///< in a word or two: `up`, `refused`, `not JSON` ...
  std::optional<int> status_code;
  std::optional<double> latency_ms;  ///< to the last byte of an answer
  net::HttpTiming phases;
  std::vector<FieldValue> values;  ///< one a field of the target
  std::optional<int> certificate_days;
  std::optional<bool> certificate_expiring;
  std::string error;  ///< what is wrong, in words; empty when nothing is
  std::string hint;   ///< the likely cure; may be empty
};

/// How a check ended, as the network saw it.
struct Outcome {
  net::NetResult<net::HttpResponse> answer;
  net::HttpTiming phases;            ///< as far as they came
  Findings findings;                 ///< of the answer's body
  std::chrono::nanoseconds given{};  ///< the time that the check had
};

/// Judges a check. A service is up when it gives an answer of an expected status that can be read,
/// `degraded` when a field of it complains all the same; everything else is down, with the reason
/// and its cure. A certificate that ends within `certificate_warn_days` is expiring. No I/O.
Check judge(const Target& target, const Outcome& outcome, int certificate_warn_days);

}  // namespace livetap::services
