#include <livetap/asio.hpp>
#include <livetap/probe.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "plugins/websocket/change_event.hpp"
#include "plugins/websocket/endpoint_rows.hpp"
#include "plugins/websocket/endpoint_run.hpp"
#include "plugins/websocket/row_rhythm.hpp"
#include "plugins/websocket/settings.hpp"
#include "plugins/websocket/wording.hpp"

namespace livetap::websocket {
namespace {

namespace asio = boost::asio;
using namespace sdk;
using Clock = std::chrono::steady_clock;
using asio::awaitable;

// Of the time of a single look: what is left goes to saying what was seen.
constexpr double share_of_once = 0.9;
constexpr std::chrono::milliseconds glance{10};
constexpr std::chrono::milliseconds goodbye_limit{100};

/// WebSocket connections that are kept open, side by side, each with a state of its own.
class WebsocketProbe {
 public:
  static constexpr ProbeInfo info{.id = "websocket",
                                  .summary = "WebSocket connections that are kept open.",
                                  .interval = std::chrono::seconds(1),
                                  .timeout = std::chrono::seconds(2),
                                  .streaming = true};
  static SettingList settings() { return setting_list(); }

  explicit WebsocketProbe(const Settings& settings) {
    for (EndpointSettings& endpoint : read_endpoints(settings)) {
      EndpointState state = new_state(endpoint);
      watched_.push_back({std::move(endpoint), std::move(state)});
    }
  }

  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    run_coroutine(call, [&]() -> awaitable<void> { return watch(call); });
  }

 private:
  struct Watched {
    EndpointSettings settings;
    EndpointState state;
  };
  using Runs = std::vector<std::shared_ptr<EndpointRun>>;
  // What the coroutine of collect and the runs of its endpoints share.
  struct Round {
    Collect& call;
    asio::steady_timer timer;
    RowRhythm rhythm;
    std::exception_ptr broken = nullptr;
    bool ends() const { return broken || call.cancelled(); }
  };

  awaitable<void> watch(Collect& call) {
    const auto executor = co_await asio::this_coro::executor;
    Round round{call, asio::steady_timer(executor), RowRhythm(call.interval(), Clock::now())};
    const Runs runs = start_all(round);
    if (call.deadline() == Clock::time_point::max()) {
      co_await send_rows(round);
    } else {
      co_await look_once(round);
    }
    if (round.broken) std::rethrow_exception(round.broken);
    bool open = false;
    for (const auto& run : runs) open = run->say_goodbye() || open;
    if (!open) co_return;
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await until(round.timer, Clock::now() + goodbye_limit);
  }

  static EndpointState new_state(const EndpointSettings& endpoint) {
    const WatchLimits limits{endpoint.silence, endpoint.ping, endpoint.pong_timeout};
    return {limits, net::seeded_random(), Clock::now()};
  }

  Runs start_all(Round& round) {
    auto& context = asio::query(round.timer.get_executor(), asio::execution::context);
    auto& io = static_cast<asio::io_context&>(context);
    const auto changed = [&round] {
      if (round.rhythm.changed()) round.timer.cancel();
    };
    Runs runs;
    for (Watched& watched : watched_) {
      watched.state = new_state(watched.settings);
      runs.push_back(std::make_shared<EndpointRun>(io, watched.settings, watched.state, changed));
      asio::co_spawn(io, runs.back()->run(), [&round](std::exception_ptr thrown) {
        round.broken = std::move(thrown);
        round.timer.cancel();
      });
    }
    return runs;
  }

  awaitable<void> send_rows(Round& round) {
    while (!round.ends()) {
      co_await until(round.timer, round.rhythm.next());
      const auto now = Clock::now();
      if (round.ends() || now < round.rhythm.next()) continue;
      const bool more = send_all(round.call, now);
      round.rhythm.sent(now);
      if (more) round.rhythm.changed();
    }
  }

  awaitable<void> look_once(Round& round) {
    const auto began = Clock::now();
    const auto end = began + std::chrono::duration_cast<Clock::duration>(
                                 (round.call.deadline() - began) * share_of_once);
    while (!round.ends() && Clock::now() < end && !all_settled()) {
      co_await until(round.timer, Clock::now() + glance);
    }
    const auto now = Clock::now();
    for (Watched& watched : watched_) {
      if (!watched.state.is_open() && !watched.state.settled(now)) give_up(watched, now - began);
      watched.state.take_changes();  // a single look makes no history
    }
    send_all(round.call, now);
  }

  static void give_up(Watched& watched, Clock::duration after) {
    const std::string where = watched.settings.url.authority();
    const net::NetError late{net::NetErrorKind::timeout,
                             "no connection to " + where + " within " + in_words(after),
                             "is the host up? a firewall may swallow the packets"};
    watched.state.ended(not_opened(late), Clock::now());
  }

  /// Returns early when the timer is cancelled.
  static awaitable<void> until(asio::steady_timer& timer, Clock::time_point when) {
    timer.expires_at(when);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  bool all_settled() const {
    const auto now = Clock::now();
    return std::all_of(watched_.begin(), watched_.end(),
                       [&](const Watched& each) { return each.state.settled(now); });
  }

  /// Whether a row told of what is over: the next ones are due soon.
  bool send_all(Collect& call, Clock::time_point now) {
    std::size_t connected = 0;
    bool more = false;
    for (auto& [settings, state] : watched_) {
      for (const Change& change : state.take_changes()) tell(call, settings.name, change);
      const EndpointRow row = state.take_row(now);
      rows_.emit(call, settings.name, row);
      more = more || row.over;
      connected += state.is_open() ? 1 : 0;
    }
    call.done(rows_.measurement());
    if (std::exchange(connected_, connected) != connected) {
      call.status(std::to_string(connected) + " of " + std::to_string(watched_.size()) +
                  " connected");
    }
    return more;
  }

  static void tell(Collect& call, const std::string& endpoint, const Change& change) {
    const ChangeEvent event = event_of(change, endpoint);
    call.event({.severity = event.severity,
                .type = event.type,
                .service = endpoint,
                .message = event.message,
                .attributes = event.attributes});
    call.log(std::min(event.severity, Severity::warning), endpoint + ": " + event.message);
  }

  std::vector<Watched> watched_;
  std::optional<std::size_t> connected_;
  Schema schema_;
  EndpointRows rows_{schema_};
};

}  // namespace
}  // namespace livetap::websocket

LIVETAP_PROBE(livetap::websocket::WebsocketProbe);
