#pragma once
#include <optional>
#include <string>

#include "net/http_message.hpp"
#include "plugins/services/health_body.hpp"
#include "plugins/services/target.hpp"

namespace livetap::services {

/// Why a target is not up, in words.
struct Failure {
  std::string status;   ///< in a word or two: `refused`, `timeout`, `not JSON` ...
  std::string message;  ///< what is wrong, and where; never a header, user or query
  std::string hint;     ///< the likely cure; may be empty
};

/// There was no answer within the time that was given.
Failure no_answer(const net::NetError& error, std::chrono::nanoseconds given);
/// What is wrong with an answer; nothing when it is as expected.
std::optional<Failure> fault_in(const Target& target, const net::HttpResponse& answer,
                                const Findings& findings);
/// What the fields that speak for the verdict say is wrong with a service that is up otherwise:
/// "its database connection is down".
std::optional<Failure> complaint_in(const Target& target, const Findings& findings);

}  // namespace livetap::services
