#include "agent/worker/fleet.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "agent/worker/probe_runner.hpp"

namespace livetap {

using worker::ProbeRunner;

class Fleet::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& io, FleetOptions options, FleetEvents events)
      : io_(io),
        options_(std::move(options)),
        events_(std::make_shared<const FleetEvents>(std::move(events))) {}

  void start(std::vector<ProbeSpec> specs, bool once) {
    mode_ = {once, std::chrono::steady_clock::now()};
    for (auto& spec : specs) {
      probes_.push_back(make(std::move(spec), probes_.size()));
    }
    for (const auto& probe : probes_) {
      begin(probe);
    }
  }

  void when_all_ended(std::function<void()> done) {
    done_ = std::move(done);
    tell_if_all_ended();
  }

  std::vector<std::optional<std::size_t>> replace(std::vector<ProbeSpec> specs) {
    auto old = std::exchange(probes_, {});
    std::vector<std::optional<std::size_t>> kept;
    std::vector<std::shared_ptr<ProbeRunner>> fresh;
    for (auto& spec : specs) {
      const auto same = std::find_if(old.begin(), old.end(), [&](const auto& probe) {
        return probe && same_probe(probe->spec(), spec);
      });
      if (same == old.end()) {
        kept.emplace_back(std::nullopt);
        inherit_state(spec, old);
        probes_.push_back(fresh.emplace_back(make(std::move(spec), probes_.size())));
        continue;
      }
      kept.emplace_back(static_cast<std::size_t>(same - old.begin()));
      (*same)->set_index(probes_.size());
      probes_.push_back(std::exchange(*same, nullptr));
    }
    for (const auto& probe : old) {
      if (probe) {
        probe->fall_silent();
        probe->stop();
      }
    }
    for (const auto& probe : fresh) {
      begin(probe);
    }
    return kept;
  }

  void stop(std::function<void()> done) {
    const auto running = running_;
    for (const auto& probe : running) {
      probe->fall_silent();
      probe->stop();
    }
    when_all_ended(std::move(done));
  }

  void abandon() {
    done_ = nullptr;
    for (const auto& probe : std::exchange(running_, {})) {
      probe->abandon();
    }
  }

  const std::vector<std::shared_ptr<ProbeRunner>>& probes() const { return probes_; }

 private:
  std::shared_ptr<ProbeRunner> make(ProbeSpec spec, std::size_t index) {
    return std::make_shared<ProbeRunner>(io_, options_, std::move(spec), events_, index, mode_);
  }

  /// What the probe of that name has come to know since its spec was written.
  static void inherit_state(ProbeSpec& spec,
                            const std::vector<std::shared_ptr<ProbeRunner>>& from) {
    for (const auto& probe : from) {
      if (probe && probe->spec().name == spec.name) {
        spec.state = probe->spec().state;
      }
    }
  }

  void begin(const std::shared_ptr<ProbeRunner>& probe) {
    running_.push_back(probe);
    probe->begin([self = weak_from_this(), gone = std::weak_ptr(probe)] {
      if (const auto fleet = self.lock()) {
        std::erase(fleet->running_, gone.lock());
        fleet->tell_if_all_ended();
      }
    });
  }

  /// Later: whoever made the last probe end is still in the middle of it.
  void tell_if_all_ended() {
    if (running_.empty() && done_) {
      boost::asio::post(io_, std::exchange(done_, nullptr));
    }
  }

  boost::asio::io_context& io_;
  const FleetOptions options_;
  const std::shared_ptr<const FleetEvents> events_;
  ProbeRunner::Mode mode_;
  std::vector<std::shared_ptr<ProbeRunner>> probes_;
  std::vector<std::shared_ptr<ProbeRunner>> running_;  // those that are leaving, too
  std::function<void()> done_;
};

Fleet::Fleet(boost::asio::io_context& io, FleetOptions options, FleetEvents events)
    : impl_(std::make_shared<Impl>(io, std::move(options), std::move(events))) {}

Fleet::~Fleet() {
  impl_->abandon();
}

void Fleet::start(std::vector<ProbeSpec> specs) {
  impl_->start(std::move(specs), false);
}

void Fleet::collect_once(std::vector<ProbeSpec> specs, std::function<void()> done) {
  impl_->start(std::move(specs), true);
  impl_->when_all_ended(std::move(done));
}

std::vector<std::optional<std::size_t>> Fleet::replace(std::vector<ProbeSpec> specs) {
  return impl_->replace(std::move(specs));
}

void Fleet::stop(std::function<void()> done) {
  impl_->stop(std::move(done));
}

std::size_t Fleet::size() const {
  return impl_->probes().size();
}

const ProbeSpec& Fleet::spec(std::size_t probe) const {
  return impl_->probes()[probe]->spec();
}

const Schema* Fleet::schema(std::size_t probe) const {
  return impl_->probes()[probe]->schema();
}

ProbeState Fleet::state(std::size_t probe) const {
  return impl_->probes()[probe]->state();
}

}  // namespace livetap
