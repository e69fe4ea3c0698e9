// livetap-demo-servers: a private PostgreSQL, with the stand-in's schema in it and a database for
// the history, and a private RabbitMQ, until SIGTERM. What scripts/demo.sh stands on.
//
//   livetap-demo-servers FOLDER SCHEMA_SQL HISTORY_SQL
//
// SIGUSR1 stops RabbitMQ, the next one starts it again; SIGUSR2 does so with PostgreSQL. Standard
// output tells when it is done.
// FOLDER holds data and logs. FOLDER/servers.env tells, once all is up, where they are and their
// passwords, as shell assignments; only the owner can read it.
#include <signal.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

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

template <class Server>
void toggle(Server& server, bool& running, const char* name) {
  if (running) {
    server.stop();
  } else {
    server.start();
  }
  running = !running;
  std::printf("%s %s\n", running ? "started" : "stopped", name);
  std::fflush(stdout);
}

void serve(const fs::path& folder, const fs::path& schema, const fs::path& history,
           const sigset_t& signals) {
  fs::create_directories(folder);
  const std::string monitor_password = random_password();
  const std::string writer_password = random_password();
  const std::string reader_password = random_password();
  PostgresServer postgres({.folder = folder / "postgres"});
  postgres.create_database("ytrader");
  postgres.exec_file(schema, "ytrader", {{"grafana_monitor_password", monitor_password}});
  postgres.create_database("livetap");
  postgres.exec_file(
      history, "livetap",
      {{"livetap_password", writer_password}, {"livetap_reader_password", reader_password}});
  RabbitServer rabbit({.folder = folder / "rabbitmq"});
  write_whole(folder / "servers.env",
              "POSTGRES_PORT=" + std::to_string(postgres.port()) + "\nPOSTGRES_PASSWORD=" +
                  postgres.password() + "\nGRAFANA_MONITOR_PASSWORD=" + monitor_password +
                  "\nLIVETAP_HISTORY_PASSWORD=" + writer_password + "\nLIVETAP_READER_PASSWORD=" +
                  reader_password + "\nRABBITMQ_AMQP_PORT=" + std::to_string(rabbit.amqp_port()) +
                  "\nRABBITMQ_URL=" + rabbit.management_url() + "\nRABBITMQ_USER=" + rabbit.user() +
                  "\nRABBITMQ_PASSWORD=" + rabbit.password() + "\n");
  bool postgres_runs = true;
  bool rabbit_runs = true;
  for (int signal = 0; ::sigwait(&signals, &signal) == 0;) {
    if (signal == SIGUSR1) {
      toggle(rabbit, rabbit_runs, "rabbitmq");
    } else if (signal == SIGUSR2) {
      toggle(postgres, postgres_runs, "postgres");
    } else {
      break;
    }
  }
  fs::remove(folder / "servers.env");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s FOLDER SCHEMA_SQL HISTORY_SQL\n", argv[0]);
    return 2;
  }
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
    ::sigaddset(&signals, number);
  }
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  try {
    serve(fs::absolute(argv[1]), fs::absolute(argv[2]), fs::absolute(argv[3]), signals);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "livetap-demo-servers: %s\n", error.what());
    return 1;
  }
  return 0;
}
