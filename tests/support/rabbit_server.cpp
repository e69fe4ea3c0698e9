#include "tests/support/rabbit_server.hpp"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/random_password.hpp"
#include "tests/support/server_programs.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace livetap::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

void write_private(const fs::path& file, std::string_view content) {
  std::ofstream out(file, std::ios::trunc);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  out << content;
}

}  // namespace

struct RabbitServer::State {
  Options options;
  TempFolder temporary{"rabbit"};
  FreePort amqp;
  FreePort management;
  FreePort distribution;
  FreePort port_mapper;
  std::string password = random_password();
  std::string node;
  std::unique_ptr<ChildProcess> epmd;
  std::unique_ptr<ChildProcess> server;

  explicit State(Options given)
      : options(std::move(given)),
        node("livetap-" + std::to_string(::getpid()) + "-" + std::to_string(amqp.number()) +
             "@localhost") {
    if (options.folder.empty()) options.folder = temporary.path();
    fs::create_directories(options.folder);
  }

  fs::path log() const { return options.folder / "rabbitmq.log"; }

  void configure() const {
    const auto& folder = options.folder;
    fs::create_directories(folder / "home");
    write_private(folder / "rabbitmq-env.conf", "");
    write_private(folder / "enabled_plugins", "[rabbitmq_management].\n");
    write_private(folder / "rabbitmq.conf",
                  "listeners.tcp.1 = 127.0.0.1:" + std::to_string(amqp.number()) +
                      "\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = " +
                      std::to_string(management.number()) + "\ndefault_user = livetap\n" +
                      "default_pass = " + password +
                      "\nloopback_users = none\nlog.console = true\nlog.console.level = warning\n"
                      "log.file = false\ndisk_free_limit.absolute = 1MB\n"
                      "collect_statistics_interval = " +
                      std::to_string(options.statistics_ms) + "\n" + options.settings + "\n");
  }

  std::map<std::string, std::string> environment() const {
    const auto& folder = options.folder;
    return {{"HOME", folder / "home"},
            {"ERL_EPMD_PORT", std::to_string(port_mapper.number())},
            {"ERL_EPMD_ADDRESS", "127.0.0.1"},
            {"RABBITMQ_NODENAME", node},
            {"RABBITMQ_DIST_PORT", std::to_string(distribution.number())},
            {"RABBITMQ_CONF_ENV_FILE", folder / "rabbitmq-env.conf"},
            {"RABBITMQ_CONFIG_FILE", folder / "rabbitmq.conf"},
            {"RABBITMQ_ADVANCED_CONFIG_FILE", folder / "none.config"},
            {"RABBITMQ_ENABLED_PLUGINS_FILE", folder / "enabled_plugins"},
            {"RABBITMQ_MNESIA_BASE", folder / "mnesia"},
            {"RABBITMQ_LOG_BASE", folder},
            {"RABBITMQ_LOGS", "-"},
            {"RABBITMQ_PID_FILE", folder / "rabbitmq.pid"},
            {"RABBITMQ_GENERATED_CONFIG_DIR", folder / "generated"},
            // The script then becomes the server instead of waiting beside it.
            {"RABBITMQ_ALLOW_INPUT", "1"},
            {"NOTIFY_SOCKET", ""},
            {"LC_ALL", "C.UTF-8"},
            // Two schedulers that sleep when idle: many such servers share a test machine.
            {"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
             "-noinput +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none "
             "-kernel inet_dist_use_interface {127,0,0,1}"}};
  }

  ChildOptions child(std::vector<std::string> command) const {
    const bool temporary_data = options.folder == temporary.path();
    return {.command = std::move(command),
            .environment = environment(),
            .folder = options.folder,
            .log = log(),
            .remove_if_we_die = temporary_data ? temporary.path() : fs::path()};
  }

  void launch() {
    // In the foreground and ours: else the server starts one as a daemon that stays.
    epmd = std::make_unique<ChildProcess>(child(
        {epmd_program(), "-port", std::to_string(port_mapper.number()), "-address", "127.0.0.1"}));
    server = std::make_unique<ChildProcess>(child({rabbitmq_program()}));
    const bool answers = wait_until(
        seconds(120),
        [&] {
          if (!server->running()) throw std::runtime_error("RabbitMQ ended: " + log_text());
          return is_up();
        },
        milliseconds(100));
    if (!answers) throw std::runtime_error("RabbitMQ does not answer: " + log_text());
  }

  // The listeners open last, the management plugin's statistics a little later still.
  bool is_up() const {
    try {
      const auto reply = call("GET", "/api/overview", "", seconds(2));
      return reply.status == 200 && reply.body.find("\"listeners\"") != std::string::npos &&
             reply.body.find("\"amqp\"") != std::string::npos;
    } catch (const std::exception&) {
      return false;
    }
  }

  HttpReply call(std::string_view method, std::string_view target, std::string_view body,
                 milliseconds deadline) const {
    return http_request(
        "http://127.0.0.1:" + std::to_string(management.number()) + std::string(target),
        {.method = std::string(method),
         .body = std::string(body),
         .user = "livetap",
         .password = password,
         .deadline = deadline});
  }

  std::string log_text() const {
    std::ifstream file(log());
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

RabbitServer::RabbitServer() : RabbitServer(Options{}) {}

RabbitServer::RabbitServer(Options options) : state_(std::make_unique<State>(std::move(options))) {
  state_->configure();
  state_->launch();
}

RabbitServer::~RabbitServer() {
  try {
    resume();
    // Nobody reads its data afterwards: no need to end in good order, which takes seconds.
    crash();
  } catch (const std::exception&) {
    // The keeper ends it all the same.
  }
}

std::uint16_t RabbitServer::amqp_port() const {
  return state_->amqp.number();
}
std::uint16_t RabbitServer::management_port() const {
  return state_->management.number();
}

std::string RabbitServer::management_url() const {
  return "http://127.0.0.1:" + std::to_string(management_port());
}

std::string RabbitServer::user() const {
  return "livetap";
}
std::string RabbitServer::password() const {
  return state_->password;
}

HttpReply RabbitServer::api(std::string_view method, std::string_view target,
                            std::string_view body) const {
  return state_->call(method, target, body, seconds(30));
}

void RabbitServer::stop() {
  if (state_->server) state_->server->stop(seconds(30));
  state_->server.reset();
  state_->epmd.reset();
}

void RabbitServer::crash() {
  if (state_->server) state_->server->stop(seconds(5), SIGKILL);
  state_->server.reset();
  state_->epmd.reset();
}

void RabbitServer::start() {
  if (!state_->server) state_->launch();
}

void RabbitServer::pause() {
  if (state_->server) state_->server->signal_all(SIGSTOP);
}

void RabbitServer::resume() {
  if (state_->server) state_->server->signal_all(SIGCONT);
}

fs::path RabbitServer::log() const {
  return state_->log();
}

}  // namespace livetap::test
