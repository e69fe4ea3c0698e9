#include "agent/worker/probe_check.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "agent/worker/schema_admission.hpp"
#include "agent/worker/spec_secrets.hpp"
#include "agent/worker/worker_process.hpp"

namespace livetap {

namespace {

using worker::Message;
using worker::WorkerProcess;

/// A worker that gets one order and gives one answer, or none in time.
class Question {
 public:
  Question(boost::asio::io_context& io, const FleetOptions& options, const std::string& name,
           std::string about, const Message& order, Milliseconds limit)
      : timer_(io), about_(std::move(about)), stop_timeout_(options.stop_timeout) {
    worker::ProcessEvents events;
    events.said = [this](Message&& message) { hear(std::move(message)); };
    events.nonsense = [this](const std::string& what) { fail(ErrorKind::internal, what); };
    events.ended = [this](const std::string& how) {
      fail(ErrorKind::internal, how);
      timer_.cancel();
    };
    auto process = WorkerProcess::start(io, options.program, name, std::move(events));
    if (!process) {
      answer_ = process.error();
      return;
    }
    process_ = *std::move(process);
    process_->send(order);
    kill_after(limit, fmt::format("it was not ready within {} ms", limit.count()));
  }

  /// After the event loop has ended.
  Result<Message>& answer() {
    fail(ErrorKind::internal, "nobody waits for it any more");
    return *answer_;
  }

 private:
  void hear(Message&& message) {
    if (answer_ || std::holds_alternative<worker::Log>(message)) {
      return;
    }
    if (auto* failed = std::get_if<worker::Failed>(&message)) {
      answer_ = std::move(failed->error);
    } else {
      answer_ = std::move(message);
    }
    process_->send(worker::Stop{});
    kill_after(stop_timeout_, "");
  }

  void kill_after(Milliseconds limit, const std::string& why) {
    timer_.expires_after(limit);
    timer_.async_wait([this, why](const boost::system::error_code& error) {
      if (!error) {
        fail(ErrorKind::timeout, why);
        process_->kill();
      }
    });
  }

  void fail(ErrorKind kind, const std::string& how) {
    if (!answer_) {
      answer_ = Error{kind, about_ + ": " + how,
                      "a sound plugin loads at once and without a crash: tell its author", ""};
    }
  }

  boost::asio::steady_timer timer_;
  std::string about_;
  Milliseconds stop_timeout_;
  std::unique_ptr<WorkerProcess> process_;
  std::optional<Result<Message>> answer_;
};

/// Until all questions are answered, or `stop`.
void run(boost::asio::io_context& io, std::stop_token stop) {
  const std::stop_callback end(std::move(stop), [&io] { io.stop(); });
  io.run();
}

template <class Wanted>
Result<Wanted> as(Result<Message>& answer) {
  if (!answer) {
    return answer.error();
  }
  if (auto* wanted = std::get_if<Wanted>(&*answer)) {
    return std::move(*wanted);
  }
  return Error{ErrorKind::internal, "the worker answered something else", "", ""};
}

}  // namespace

Result<PluginDescription> describe_plugin(const std::string& path, Milliseconds limit,
                                          const FleetOptions& options, std::stop_token stop) {
  boost::asio::io_context io;
  Question question(io, options, "describe", "cannot describe " + path, worker::Describe{path},
                    limit);
  run(io, std::move(stop));
  auto described = as<worker::Described>(question.answer());
  if (!described) {
    return described.error();
  }
  return std::move(described->plugin);
}

std::vector<Result<Schema>> check_probes(const std::vector<ProbeSpec>& specs,
                                         const FleetOptions& options, std::stop_token stop) {
  boost::asio::io_context io;
  std::vector<std::unique_ptr<Question>> questions;
  for (const auto& spec : specs) {
    questions.push_back(std::make_unique<Question>(
        io, options, spec.name, "cannot make an instance of " + spec.plugin_path,
        worker::start_order(spec, options.memory_bytes), options.create_timeout));
  }
  run(io, std::move(stop));
  std::vector<Result<Schema>> schemas;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    auto ready = as<worker::Ready>(questions[i]->answer());
    auto schema = ready ? worker::admit_schema(std::move(ready->schema), specs[i])
                        : Result<Schema>(ready.error());
    if (!schema) {
      schema = worker::masked(worker::mask_of(specs[i].settings), schema.error());
    }
    schemas.push_back(std::move(schema));
  }
  return schemas;
}

}  // namespace livetap
