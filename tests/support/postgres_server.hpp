#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace livetap::test {

// A private PostgreSQL on a free port of 127.0.0.1, stopped and gone with this object. Roles log in
// over TCP with a password (scram-sha-256). fsync is off. Every call either works or throws
// std::runtime_error with the server's own words. Not for use by two threads at once.
//
//   PostgresServer pg;
//   pg.create_role("watcher", "secret");
//   pg.create_database("ytrader");
//   pg.exec("create table t (n int); grant select on t to watcher", "ytrader");
//   settings.url = pg.url("watcher", "ytrader");       // and password: secret
class PostgresServer {
 public:
  using Row = std::vector<std::optional<std::string>>;  // as text; nothing is NULL

  struct Options {
    // Data (when the server's user can get there) and log, kept afterwards; empty: a temporary one.
    std::filesystem::path folder{};
    std::map<std::string, std::string> settings{};  // of postgresql.conf: {"max_connections", "5"}
    std::map<std::string, std::string> environment{};  // of the server; FakeClock::fixed()
  };

  PostgresServer();
  explicit PostgresServer(Options options);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  std::uint16_t port() const;  // the same after stop() and start()
  // Without and with the password, which is percent-encoded. The role must be one of create_role's,
  // or "postgres", the superuser.
  std::string url(std::string_view role = "postgres", std::string_view database = "postgres") const;
  std::string url_with_password(std::string_view role = "postgres",
                                std::string_view database = "postgres") const;
  std::string password(std::string_view role = "postgres") const;

  void create_role(std::string_view name, std::string_view password);
  void create_database(std::string_view name);

  // As superuser; several statements at once are one transaction. Returns the last one's rows.
  // Waits at most 60 s. Not while paused.
  std::vector<Row> exec(std::string_view sql, std::string_view database = "postgres");
  // Through psql, with its \-commands; variables are given to it as :name, not on a command line.
  void exec_file(const std::filesystem::path& file, std::string_view database,
                 const std::map<std::string, std::string>& variables = {});

  void stop();   // fast: sessions are ended at once
  void crash();  // kill -9 of everything; start() recovers
  void start();  // after one of the two
  void start(std::map<std::string, std::string> environment);  // with another one from now on
  void pause();  // SIGSTOP to all its processes: connections stay open and nothing answers
  void resume();

  std::filesystem::path log() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::test
