// livetap-demo-servers: a private PostgreSQL, with the stand-in's schema in it, and a private
// RabbitMQ, until SIGTERM. What scripts/demo.sh stands on.
//
//   livetap-demo-servers FOLDER SCHEMA_SQL [--without-rabbitmq]
//
// FOLDER holds data and logs. FOLDER/servers.env tells, once all is up, where they are and their
// passwords, as shell assignments; only the owner can read it.
#include <signal.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include "tests/support/postgres_server.hpp"
#include "tests/support/rabbit_server.hpp"
#include "tests/support/random_password.hpp"

namespace {

namespace fs = std::filesystem;
using namespace livetap::test;

// Complete or not there, and for our eyes only: written beside and renamed.
void write_whole(const fs::path& file, const std::string& content) {
  const fs::path fresh = file.string() + ".new";
  const auto mask = ::umask(077);
  std::ofstream(fresh, std::ios::trunc) << content;
  ::umask(mask);
  fs::rename(fresh, file);
}

void serve(const fs::path& folder, const fs::path& schema, bool with_rabbit,
           const sigset_t& ending) {
  fs::create_directories(folder);
  const std::string monitor_password = random_password();
  PostgresServer postgres({.folder = folder / "postgres"});
  postgres.create_database("ytrader");
  postgres.exec_file(schema, "ytrader", {{"grafana_monitor_password", monitor_password}});
  std::string facts = "POSTGRES_PORT=" + std::to_string(postgres.port()) +
                      "\nPOSTGRES_PASSWORD=" + postgres.password() +
                      "\nGRAFANA_MONITOR_PASSWORD=" + monitor_password + "\n";
  std::optional<RabbitServer> rabbit;
  if (with_rabbit) {
    rabbit.emplace(RabbitServer::Options{.folder = folder / "rabbitmq"});
    facts += "RABBITMQ_AMQP_PORT=" + std::to_string(rabbit->amqp_port()) +
             "\nRABBITMQ_URL=" + rabbit->management_url() + "\nRABBITMQ_USER=" + rabbit->user() +
             "\nRABBITMQ_PASSWORD=" + rabbit->password() + "\n";
  }
  write_whole(folder / "servers.env", facts);
  int signal = 0;
  ::sigwait(&ending, &signal);
  fs::remove(folder / "servers.env");
}

}  // namespace

int main(int argc, char** argv) {
  const bool with_rabbit = argc == 3;
  if (argc < 3 || argc > 4 || (argc == 4 && std::string_view(argv[3]) != "--without-rabbitmq")) {
    std::fprintf(stderr, "usage: %s FOLDER SCHEMA_SQL [--without-rabbitmq]\n", argv[0]);
    return 2;
  }
  sigset_t ending;
  ::sigemptyset(&ending);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&ending, number);
  ::pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  try {
    serve(fs::absolute(argv[1]), fs::absolute(argv[2]), with_rabbit, ending);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "livetap-demo-servers: %s\n", error.what());
    return 1;
  }
  return 0;
}
