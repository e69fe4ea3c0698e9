#include "agent/run/agent_sinks.hpp"

#include <utility>

#include "agent/run/history_options.hpp"
#include "agent/run/live_options.hpp"
#include "agent/run/sink_card.hpp"
#include "agent/run/sink_status.hpp"

namespace livetap {

namespace {

/// read_config saw to it that the options are good.
std::unique_ptr<sink::LiveSink> live_sink(boost::asio::io_context& io, const Config& config) {
  return config.grafana
             ? std::make_unique<sink::LiveSink>(io, live_options(*config.grafana).value())
             : nullptr;
}

}  // namespace

AgentSinks::AgentSinks(boost::asio::io_context& io, const Config& config,
                       const std::filesystem::path& state_dir)
    : live_(live_sink(io, config)), events_(io, config, state_dir, push()) {
  if (config.history) {
    history_ = std::make_unique<shipper::Shipper>(
        io, history_options(config, state_dir),
        [this](const journal::JournalPosition& position) { events_.shipped(position); });
  }
}

Pipeline::Push AgentSinks::push() {
  if (!live_) {
    return {};
  }
  return [live = live_.get()](ViewMessage&& message) {
    live->push(
        {std::move(message.channel), std::move(message.payload), message.rows, message.appends});
  };
}

void AgentSinks::start_live() {
  if (live_) {
    live_->start();
  }
}

void AgentSinks::start_history() {
  if (history_) {
    history_->start();
  }
}

RowBlock AgentSinks::rows() const {
  auto rows = SinkStatus::rows();
  if (live_) {
    SinkStatus::add(rows, live_->status());
  }
  const auto journal = events_.journal();
  SinkStatus::add(rows, journal, events_.counters());
  SinkStatus::add_samples(rows, journal);
  if (history_) {
    SinkStatus::add(rows, history_->status());
  }
  return rows;
}

std::vector<web::SinkCard> AgentSinks::cards() const {
  std::vector<web::SinkCard> cards;
  if (live_) {
    cards.push_back(sink_card(live_->status()));
  }
  const auto journal = events_.journal();
  cards.push_back(sink_card(journal, events_.counters()));
  cards.push_back(samples_card(journal));
  if (history_) {
    cards.push_back(sink_card(history_->status()));
  }
  return cards;
}

void AgentSinks::warn(SinkWatch& watch, const Moment& now) const {
  watch.look("journal", events_.journal().warnings, now);
  if (history_) {
    const auto status = history_->status();
    watch.look("history", status.report.warnings, now);
    watch.count_damaged(status.report.counts.damaged, now);
  }
}

std::optional<std::string> AgentSinks::history_trouble() const {
  if (!history_) {
    return std::nullopt;
  }
  auto status = history_->status();
  return status.error ? std::optional(std::move(status.text)) : std::nullopt;
}

void AgentSinks::stop_history() {
  if (history_) {
    history_->stop();
  }
}

void AgentSinks::stop(std::function<void()> done) {
  const auto one_ended = [sinks = std::make_shared<int>(live_ ? 2 : 1), done = std::move(done)] {
    if (--*sinks == 0) {
      done();
    }
  };
  events_.stop(one_ended);
  if (live_) {
    live_->stop(one_ended);
  }
}

}  // namespace livetap
