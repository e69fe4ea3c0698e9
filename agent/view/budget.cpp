#include "agent/view/budget.hpp"

#include <algorithm>
#include <vector>

namespace livetap {

namespace {

double seconds(Milliseconds time) {
  return std::max(std::chrono::duration<double>(time).count(), 0.001);
}

/// No more than `level` each uses up `total`.
double fair_level(std::vector<double> rates, double total) {
  std::sort(rates.begin(), rates.end());
  double left = total;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const double even = left / static_cast<double>(rates.size() - i);
    if (rates[i] > even) {
      return even;
    }
    left -= rates[i];
  }
  return total;
}

}  // namespace

class Budget::Impl {
 public:
  explicit Impl(BudgetLimits limits) : limits_(limits) {}

  void join(Share& share) { shares_.push_back(&share); }
  void leave(Share& share) {
    shares_.erase(std::find(shares_.begin(), shares_.end(), &share));
    plan();
  }
  void plan();
  double planned() const { return planned_; }

 private:
  double step_rate(const Share& share) const {
    const auto& request = share.request_;
    return std::min(static_cast<double>(request.bytes) / seconds(request.step),
                    limits_.channel_bytes_per_s);
  }
  static double gather_rate(const Share& share) {
    return static_cast<double>(share.request_.bytes) / seconds(share.request_.gather);
  }
  double extra(const Share& share) const {
    return std::max(gather_rate(share) - step_rate(share), 0.0);
  }
  void upgrade(Share& share);

  BudgetLimits limits_;
  std::vector<Share*> shares_;
  double planned_ = 0;
};

void Budget::Impl::upgrade(Share& share) {
  share.grant_ = {Cadence::gather, share.request_.bytes};
  planned_ += extra(share);
}

void Budget::Impl::plan() {
  std::vector<double> rates;
  rates.reserve(shares_.size());
  for (const auto* share : shares_) {
    rates.push_back(step_rate(*share));
  }
  const double level = fair_level(rates, limits_.agent_bytes_per_s);
  planned_ = 0;
  std::vector<Share*> had;
  std::vector<Share*> others;
  for (auto* share : shares_) {
    const double rate = std::min(step_rate(*share), level);
    const auto bytes = static_cast<std::size_t>(rate * seconds(share->request_.step));
    // A byte is lost to rounding; whoever got all that it asked for is whole.
    const bool whole = bytes + 1 >= share->request_.bytes;
    const bool has_it = share->grant_.cadence == Cadence::gather;
    share->grant_ = {Cadence::step, whole ? share->request_.bytes : bytes};
    planned_ += rate;
    if (whole && share->request_.bytes > 0 && gather_rate(*share) <= limits_.channel_bytes_per_s) {
      (has_it ? had : others).push_back(share);
    }
  }
  for (auto* share : had) {
    if (planned_ + extra(*share) <= limits_.agent_bytes_per_s) {
      upgrade(*share);
    }
  }
  std::stable_sort(others.begin(), others.end(),
                   [&](const Share* a, const Share* b) { return extra(*a) < extra(*b); });
  for (auto* share : others) {
    if (gather_rate(*share) <= 0.9 * limits_.channel_bytes_per_s &&
        planned_ + extra(*share) <= 0.9 * limits_.agent_bytes_per_s) {
      upgrade(*share);
    }
  }
}

Budget::Budget(BudgetLimits limits) : impl_(std::make_unique<Impl>(limits)) {}

Budget::~Budget() = default;

double Budget::planned_bytes_per_s() const {
  return impl_->planned();
}

Budget::Share::Share(Budget& budget) : budget_(budget) {
  budget_.impl_->join(*this);
}

Budget::Share::~Share() {
  budget_.impl_->leave(*this);
}

void Budget::Share::ask(const Request& request) {
  if (request_ != request) {
    request_ = request;
    budget_.impl_->plan();
  }
}

Budget::Grant Budget::Share::grant() const {
  return grant_;
}

}  // namespace livetap
