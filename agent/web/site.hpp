#pragma once

#include <functional>
#include <string>

#include "agent/web/board.hpp"
#include "agent/web/gatekeeper.hpp"
#include "agent/web/http_message.hpp"
#include "agent/web/metrics.hpp"
#include "agent/web/status.hpp"

namespace livetap::web {

/// How a reload went, in words.
struct ReloadOutcome {
  enum class Kind { done, bad_config, busy };
  Kind kind = Kind::done;
  std::string text;
};

/// What the site cannot know by itself.
struct SiteSource {
  std::function<Status()> status;
  std::function<WebCounters()> counters;
  /// Begins a reload; the answer may come later.
  std::function<void(std::function<void(ReloadOutcome)>)> reload;
};

/// Which address is answered with what: docs/api.md. No I/O.
class Site {
 public:
  Site(const Board& board, SiteSource source) : board_(board), source_(std::move(source)) {}

  /// Until then everything is refused.
  void admit(AccessRules rules) { gatekeeper_.emplace(std::move(rules)); }

  void handle(const HttpRequest& request, const HttpAnswer& answer) const;

  // What the stream says.
  std::string greeting() const;
  std::string status_event() const;

 private:
  HttpReply get(const HttpRequest& request) const;
  HttpReply api(const HttpRequest& request, std::string_view what) const;
  HttpReply schema() const;
  HttpReply of_panel(const HttpRequest& request, bool rows) const;
  HttpReply events(const HttpRequest& request) const;
  HttpReply ready() const;
  HttpReply metrics() const;
  void reload(const HttpAnswer& answer) const;

  const Board& board_;
  SiteSource source_;
  std::optional<Gatekeeper> gatekeeper_;
};

}  // namespace livetap::web
