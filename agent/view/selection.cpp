#include "agent/view/selection.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace livetap {

namespace {

constexpr std::chrono::minutes review_every{1};
constexpr double twice = 2;

}  // namespace

void Selection::begin_with(std::vector<SeriesId> shown) {
  chosen_ = std::move(shown);
  begins_ = !chosen_.empty();
}

bool Selection::update(const std::vector<SeriesId>& candidates, std::size_t room,
                       const Busyness& busyness, SteadyTime now) {
  const bool review = reviewed_ != never && now - reviewed_ >= review_every;
  if (candidates == candidates_ && room == room_ && !review) {
    return false;
  }
  candidates_ = candidates;
  room_ = room;
  const bool begins = std::exchange(begins_, false);
  if (candidates.size() <= room) {
    others_.clear();
    const bool changed = begins || chosen_ != candidates;
    chosen_ = candidates;
    return changed;
  }
  const auto before = [&](SeriesId a, SeriesId b) { return busyness.before(a, b); };
  last_.swap(chosen_);
  chosen_.clear();
  others_.clear();
  std::set_intersection(last_.begin(), last_.end(), candidates.begin(), candidates.end(),
                        std::back_inserter(chosen_));
  std::set_difference(candidates.begin(), candidates.end(), chosen_.begin(), chosen_.end(),
                      std::back_inserter(others_));
  std::sort(chosen_.begin(), chosen_.end(), before);
  if (chosen_.size() > room) {
    others_.insert(others_.end(), chosen_.begin() + static_cast<std::ptrdiff_t>(room),
                   chosen_.end());
    chosen_.resize(room);
  }
  std::sort(others_.begin(), others_.end(), before);
  const auto vacant = static_cast<std::ptrdiff_t>(room - chosen_.size());
  chosen_.insert(chosen_.end(), others_.begin(), others_.begin() + vacant);
  others_.erase(others_.begin(), others_.begin() + vacant);
  if (review) {
    exchange(busyness);
  }
  if (review || reviewed_ == never) {
    reviewed_ = now;
  }
  std::sort(chosen_.begin(), chosen_.end());
  return begins || chosen_ != last_;
}

void Selection::exchange(const Busyness& busyness) {
  const auto before = [&](SeriesId a, SeriesId b) { return busyness.before(a, b); };
  std::sort(chosen_.begin(), chosen_.end(), before);
  for (std::size_t i = 0; i < std::min(chosen_.size(), others_.size()); ++i) {
    auto& least = chosen_[chosen_.size() - 1 - i];
    if (busyness.of(others_[i]) <= twice * busyness.of(least)) {
      break;
    }
    std::swap(least, others_[i]);
  }
  std::sort(others_.begin(), others_.end(), before);
}

}  // namespace livetap
