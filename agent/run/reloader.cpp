#include "agent/run/reloader.hpp"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

namespace livetap {

class Reloader::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& io, Read read, Apply apply)
      : io_(io), read_(std::move(read)), apply_(std::move(apply)) {}

  void reload(const std::string& why, Answer answer) {
    if (thread_) {
      again_ = true;
      return tell(answer, web::ReloadOutcome::Kind::busy,
                  "a reload is under way; another follows\n");
    }
    spdlog::info("{}: reading the config again", why);
    answer_ = std::move(answer);
    thread_.emplace([weak = weak_from_this(), read = read_, &io = io_](std::stop_token stop) {
      pthread_setname_np(pthread_self(), "reload");
      auto result = read_safely(read, std::move(stop));
      boost::asio::post(io, [weak, result = std::make_shared<Outcome>(std::move(result))] {
        if (const auto self = weak.lock()) {
          self->finish(std::move(*result));
        }
      });
    });
  }

  void end() { thread_.reset(); }

 private:
  using Outcome = std::variant<CheckedConfig, std::string>;

  static Outcome read_safely(const Read& read, std::stop_token stop) {
    try {
      return read(std::move(stop));
    } catch (const std::exception& error) {
      return std::string("the config cannot be read: ") + error.what() + "\n";
    }
  }

  void finish(Outcome&& result) {
    end();
    auto answer = std::exchange(answer_, {});
    if (const auto* mistakes = std::get_if<std::string>(&result)) {
      spdlog::error("the config has mistakes; the old one stays in force: {}", *mistakes);
      tell(answer, web::ReloadOutcome::Kind::bad_config, *mistakes);
    } else {
      const auto words = apply_(std::move(std::get<CheckedConfig>(result)));
      spdlog::info("reloaded: {}", words);
      tell(answer, web::ReloadOutcome::Kind::done, words + "\n");
    }
    if (std::exchange(again_, false)) {
      reload("asked again meanwhile", {});
    }
  }

  static void tell(const Answer& answer, web::ReloadOutcome::Kind kind, std::string text) {
    if (answer) {
      answer({kind, std::move(text)});
    }
  }

  boost::asio::io_context& io_;
  const Read read_;
  const Apply apply_;
  std::optional<std::jthread> thread_;
  Answer answer_;
  bool again_ = false;
};

Reloader::Reloader(boost::asio::io_context& io, Read read, Apply apply)
    : impl_(std::make_shared<Impl>(io, std::move(read), std::move(apply))) {}

Reloader::~Reloader() {
  impl_->end();
}

void Reloader::reload(const std::string& why, Answer answer) {
  impl_->reload(why, std::move(answer));
}

}  // namespace livetap
