#include "integration/web/fed_web.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

#include "integration/web/sample_system.hpp"

namespace livetap::test {

class FedWeb::Impl {
 public:
  explicit Impl(Options options)
      : interval_(options.interval),
        system_(options.series),
        web_(io_, options.web,
             {[this] { return system_.status(); },
              [this](auto answer) { reload_(std::move(answer)); }}),
        timer_(io_) {
    system_.begin(web_.board(), interval_);
    auto address = web_.listen();
    if (!address) {
      throw std::runtime_error(address.error().message);
    }
    url_ = *address;
    tick();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() {
    run([this] {
      web_.close();
      io_.stop();
    });
    thread_.join();
  }

  void run(const std::function<void()>& call) {
    std::promise<void> done;
    boost::asio::post(io_, [&] {
      call();
      done.set_value();
    });
    done.get_future().wait();
  }

  SampleSystem& system() { return system_; }
  web::Web& web() { return web_; }
  const std::string& url() const { return url_; }
  void set_reload(std::function<void(std::function<void(web::ReloadOutcome)>)> reload) {
    run([&] { reload_ = std::move(reload); });
  }

 private:
  void tick() {
    if (system_.step(web_.board())) {
      web_.status_changed();
    }
    timer_.expires_after(interval_);
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) {
        tick();
      }
    });
  }

  boost::asio::io_context io_{1};
  std::chrono::milliseconds interval_;
  SampleSystem system_;
  std::function<void(std::function<void(web::ReloadOutcome)>)> reload_ = [](const auto& answer) {
    answer({web::ReloadOutcome::Kind::done, "nothing changed\n"});
  };
  web::Web web_;
  boost::asio::steady_timer timer_;
  std::string url_;
  std::thread thread_;
};

FedWeb::FedWeb() : FedWeb(Options{}) {}
FedWeb::FedWeb(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
FedWeb::~FedWeb() = default;

const std::string& FedWeb::url() const {
  return impl_->url();
}

std::uint16_t FedWeb::port() const {
  const auto& url = impl_->url();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

void FedWeb::run(const std::function<void()>& call) {
  impl_->run(call);
}

void FedWeb::set_service(const std::string& name, bool up) {
  run([&] { impl_->system().set_service(name, up); });
}

void FedWeb::add_signal(const std::string& asset) {
  run([&] { impl_->system().add_signal(asset); });
}

void FedWeb::set_reload(std::function<void(std::function<void(web::ReloadOutcome)>)> reload) {
  impl_->set_reload(std::move(reload));
}

}  // namespace livetap::test
