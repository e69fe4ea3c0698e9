#pragma once

#include <optional>

#include "agent/model/error.hpp"
#include "agent/once/report.hpp"
#include "agent/web/panel.hpp"

namespace livetap::web {

/// What --once would say of the newest gather: its error, or what the marked fields of its rows
/// say.
struct Judgement {
  std::optional<once::Verdict> verdict;  ///< nothing before the first gather
  std::optional<Error> error;

  bool operator==(const Judgement&) const = default;
};

Judgement judge(const Panel& panel);

}  // namespace livetap::web
