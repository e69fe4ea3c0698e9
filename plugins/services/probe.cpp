#include <livetap/asio.hpp>
#include <livetap/probe.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "plugins/services/check_plan.hpp"
#include "plugins/services/service_rows.hpp"
#include "plugins/services/settings.hpp"
#include "plugins/services/target_watch.hpp"

namespace livetap::services {
namespace {

namespace asio = boost::asio;
using namespace sdk;
using Clock = std::chrono::steady_clock;
using asio::awaitable;

// Of the time of a single look (--once): what is left goes to saying what was seen.
constexpr double share_of_once = 0.9;

/// Services that are asked over HTTP, side by side, each at its own pace.
class ServicesProbe {
 public:
  // A service that stops just after a check is asked again within the interval and its check ends
  // within the timeout; its row leaves with the next tick or a patience after it. With these
  // defaults that is 1.6 s after the stop for one that hangs, 0.6 s for one that refuses.
  static constexpr ProbeInfo info{.id = "services",
                                  .summary = "Health of services, asked over HTTP.",
                                  .interval = 500ms,
                                  .timeout = 2s,
                                  .streaming = true};
  static SettingList settings() { return setting_list(); }

  explicit ServicesProbe(const Settings& settings) : watched_(read_settings(settings)) {}

  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    run_coroutine(call, [&]() -> awaitable<void> { return watch(call); });
  }

 private:
  // What the coroutine of collect and the checks under way share.
  struct Round {
    Collect& call;
    asio::steady_timer timer;
    CheckPlan plan;
    Clock::time_point latest;  // at which a check must end
    std::deque<TargetWatch> watches;
  };

  awaitable<void> watch(Collect& call) {
    const auto executor = co_await asio::this_coro::executor;
    Round round{call, asio::steady_timer(executor), plan(call), latest(call), {}};
    start_all(round);
    while (!call.cancelled()) {
      begin_checks(round);
      while (!round.plan.complete() && Clock::now() < round.plan.gather_by()) {
        co_await until(round.timer, round.plan.gather_by());
        if (call.cancelled()) co_return;
      }
      send_all(round);
      while (!call.cancelled() && Clock::now() < round.plan.next_tick()) {
        co_await until(round.timer, round.plan.next_tick());
      }
    }
  }

  CheckPlan plan(const Collect& call) const {
    std::vector<CheckPlan::Duration> intervals;
    for (const Target& target : watched_.targets) intervals.push_back(target.interval);
    const auto told = call.interval();
    CheckPlan plan(intervals, told > 0ns ? told : info.interval, Clock::now());
    if (call.deadline() != Clock::time_point::max()) plan.only_once();
    return plan;
  }

  static Clock::time_point latest(const Collect& call) {
    if (call.deadline() == Clock::time_point::max()) return call.deadline();
    const auto now = Clock::now();
    return now +
           std::chrono::duration_cast<Clock::duration>((call.deadline() - now) * share_of_once);
  }

  void start_all(Round& round) {
    auto& context = asio::query(round.timer.get_executor(), asio::execution::context);
    auto& io = static_cast<asio::io_context&>(context);
    for (const Target& target : watched_.targets) {
      round.watches.emplace_back(io, target, watched_.certificate_warn_days);
    }
  }

  static void begin_checks(Round& round) {
    for (const std::size_t index : round.plan.tick(Clock::now())) {
      round.watches[index].check(round.latest, [&round, index] {
        round.plan.ended(index);
        if (round.plan.complete()) round.timer.cancel();
      });
    }
  }

  /// Returns early when the timer is cancelled.
  static awaitable<void> until(asio::steady_timer& timer, Clock::time_point when) {
    timer.expires_at(when);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  /// Nothing is said of a target before its first check has ended, and nothing at all before one
  /// has.
  void send_all(Round& round) {
    std::size_t checked = 0;
    std::size_t up = 0;
    for (const TargetWatch& watch : round.watches) {
      const auto& check = watch.last();
      if (!check) continue;
      rows_.emit(round.call, watch.target().name, *check);
      ++checked;
      up += check->up ? 1 : 0;
    }
    if (checked == 0) return;
    round.call.done(rows_.measurement());
    if (std::exchange(up_, up) == up) return;
    round.call.status(std::to_string(up) + " of " + std::to_string(round.watches.size()) +
                      " services are up");
  }

  Watched watched_;
  std::optional<std::size_t> up_;
  Schema schema_;
  ServiceRows rows_{schema_, watched_.columns};
};

}  // namespace
}  // namespace livetap::services

LIVETAP_PROBE(livetap::services::ServicesProbe);
