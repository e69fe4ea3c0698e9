#include "plugins/services/target_watch.hpp"

#include <algorithm>

namespace livetap::services {

TargetWatch::TargetWatch(boost::asio::io_context& context, const Target& target,
                         int certificate_warn_days)
    : target_(target),
      certificate_warn_days_(certificate_warn_days),
      client_(context, {.url = target.url, .tls = target.tls}) {}

void TargetWatch::check(Deadline latest, std::function<void()> ended) {
  const auto now = std::chrono::steady_clock::now();
  const auto deadline = std::min(latest, now + target_.timeout);
  body_.emplace(target_.fields);
  client_.send(
      target_.request, deadline,
      [this, given = deadline - now, ended = std::move(ended)](auto answer) {
        take(std::move(answer), given);
        ended();
      },
      [this](std::string_view part) {
        if (target_.json) body_->take(part);
      });
}

void TargetWatch::take(net::NetResult<net::HttpResponse> answer, std::chrono::nanoseconds given) {
  const bool readable = answer.has_value() && target_.json;
  const auto now =
      std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now());
  Findings findings = readable ? body_->finish(now) : nothing_found(target_.fields);
  body_.reset();
  last_ = judge(target_, {std::move(answer), client_.timing(), std::move(findings), given},
                certificate_warn_days_);
}

}  // namespace livetap::services
