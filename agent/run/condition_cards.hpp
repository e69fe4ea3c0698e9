#pragma once

#include <vector>

#include "agent/web/panel.hpp"
#include "agent/web/status.hpp"

namespace livetap {

/// The newest rows of the measurement `condition`, a card for each condition: the worst of its
/// series, and how many more are not well.
std::vector<web::ConditionCard> condition_cards(const web::Panel& panel);

}  // namespace livetap
