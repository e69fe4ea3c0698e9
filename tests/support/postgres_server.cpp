#include "tests/support/postgres_server.hpp"

#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/quoting.hpp"
#include "tests/support/random_password.hpp"
#include "tests/support/server_programs.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace livetap::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

// The server refuses to run as root.
constexpr const char* kServerUser = "postgres";

std::string server_user() {
  return ::getuid() == 0 ? kServerUser : "";
}

void give_to_server(const fs::path& path) {
  if (::getuid() != 0) return;
  const passwd* user = ::getpwnam(kServerUser);
  if (user == nullptr) throw std::runtime_error("there is no user postgres to run the server as");
  if (::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot give " + path.string() + " to user postgres");
  }
}

bool others_may_pass(const fs::path& folder) {
  for (fs::path at = fs::absolute(folder);; at = at.parent_path()) {
    if ((fs::status(at).permissions() & fs::perms::others_exec) == fs::perms::none) return false;
    if (at == at.root_path()) return true;
  }
}

void run(ChildOptions options, seconds deadline) {
  const std::string program = options.command.at(0);
  options.user = server_user();
  options.folder = "/";
  ChildProcess child(std::move(options));
  const auto exit = child.wait(deadline);
  if (exit && exit->code == 0) return;
  throw std::runtime_error(program + (exit ? " failed: " : " is not done in time: ") + child.err());
}

// psql reads backslash escapes between single quotes.
std::string psql_quoted(std::string_view text) {
  std::string escaped;
  for (const char letter : text) escaped.append(letter == '\\' ? 2 : 1, letter);
  return in_quotes(escaped, '\'');
}

std::vector<PostgresServer::Row> rows_of(const PGresult* result) {
  std::vector<PostgresServer::Row> rows;
  for (int row = 0; row < PQntuples(result); ++row) {
    PostgresServer::Row values;
    for (int column = 0; column < PQnfields(result); ++column) {
      if (PQgetisnull(result, row, column)) {
        values.emplace_back();
      } else {
        values.emplace_back(PQgetvalue(result, row, column));
      }
    }
    rows.push_back(std::move(values));
  }
  return rows;
}

}  // namespace

struct PostgresServer::State {
  Options options;
  TempFolder temporary{"pg"};  // sockets always: their path must be short
  FreePort port;
  std::map<std::string, std::string, std::less<>> passwords{{"postgres", random_password()}};
  std::unique_ptr<ChildProcess> server;

  explicit State(Options given) : options(std::move(given)) {
    if (options.folder.empty()) options.folder = temporary.path();
    fs::create_directories(options.folder);
  }

  // As root, the server is another user and may have no way into the folder (below /root, say).
  fs::path data() const {
    const bool reachable = ::getuid() != 0 || others_may_pass(options.folder);
    return (reachable ? options.folder : temporary.path()) / "pgdata";
  }
  fs::path sockets() const { return temporary / "s"; }
  fs::path log() const { return options.folder / "postgres.log"; }

  void make_cluster() {
    fs::create_directories(data());
    fs::permissions(data(), fs::perms::owner_all);
    fs::create_directories(sockets());
    fs::permissions(sockets(), fs::perms::owner_all);
    give_to_server(data());
    give_to_server(sockets());
    const auto secret = temporary.write("superuser", passwords.at("postgres") + "\n");
    give_to_server(secret);
    run({.command = {postgres_program("initdb"), "--no-sync", "--no-instructions", "-U", "postgres",
                     "-D", data(), "-E", "UTF8", "--locale=C.UTF-8", "--auth-host=scram-sha-256",
                     "--auth-local=trust", "--pwfile=" + secret.string()},
         .environment = {{"TZ", "UTC"}}},
        seconds(120));
    fs::remove(secret);
    write_settings();
  }

  // Shared memory in files of the data folder: nothing outlives a kill -9.
  void write_settings() const {
    std::ofstream file(data() / "postgresql.conf", std::ios::app);
    file << "listen_addresses = '127.0.0.1'\nport = " << port.number()
         << "\nunix_socket_directories = '" << sockets().string() << "'\n"
         << "fsync = off\nfull_page_writes = off\n"
            "shared_buffers = 32MB\nmax_connections = 50\nmax_wal_size = 256MB\n"
            "dynamic_shared_memory_type = mmap\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n"
            "log_line_prefix = '%m %u@%d '\n";
    for (const auto& [name, value] : options.settings) {
      file << name << " = " << in_quotes(value, '\'') << '\n';
    }
  }

  void launch() {
    auto environment = options.environment;
    environment["TZ"] = "UTC";
    server = std::make_unique<ChildProcess>(
        ChildOptions{.command = {postgres_program("postgres"), "-D", data()},
                     .environment = std::move(environment),
                     .folder = "/",
                     .log = log(),
                     .user = server_user(),
                     .last_signal = SIGQUIT,
                     .remove_if_we_die = temporary.path()});
    const bool answers = wait_until(seconds(60), [&] {
      if (!server->running()) throw std::runtime_error("PostgreSQL ended: " + log_text());
      const auto host = sockets().string();
      const auto where = "host=" + host + " port=" + std::to_string(port.number()) +
                         " user=postgres dbname=postgres";
      return PQping(where.c_str()) == PQPING_OK;
    });
    if (!answers) throw std::runtime_error("PostgreSQL does not answer: " + log_text());
  }

  std::string log_text() const {
    std::ifstream file(log());
    return {std::istreambuf_iterator<char>(file), {}};
  }

  Connection connect(std::string_view database) const {
    const auto socket_folder = sockets().string();
    const auto port_text = std::to_string(port.number());
    const std::string name(database);
    const char* keys[] = {"host", "port", "user", "dbname", "connect_timeout", "options", nullptr};
    const char* values[] = {socket_folder.c_str(),
                            port_text.c_str(),
                            "postgres",
                            name.c_str(),
                            "10",
                            "-c statement_timeout=60000 -c client_min_messages=warning",
                            nullptr};
    Connection connection(PQconnectdbParams(keys, values, 0), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) {
      throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    return connection;
  }
};

PostgresServer::PostgresServer() : PostgresServer(Options{}) {}

PostgresServer::PostgresServer(Options options)
    : state_(std::make_unique<State>(std::move(options))) {
  state_->make_cluster();
  state_->launch();
}

PostgresServer::~PostgresServer() {
  try {
    resume();
    stop();
  } catch (const std::exception&) {
    // The keeper ends it all the same.
  }
}

std::uint16_t PostgresServer::port() const {
  return state_->port.number();
}

std::string PostgresServer::password(std::string_view role) const {
  const auto found = state_->passwords.find(role);
  if (found == state_->passwords.end()) {
    throw std::runtime_error("no role " + std::string(role) + " was created");
  }
  return found->second;
}

std::string PostgresServer::url(std::string_view role, std::string_view database) const {
  return "postgresql://" + percent_encoded(role) + "@127.0.0.1:" + std::to_string(port()) + "/" +
         percent_encoded(database);
}

std::string PostgresServer::url_with_password(std::string_view role,
                                              std::string_view database) const {
  return "postgresql://" + percent_encoded(role) + ":" + percent_encoded(password(role)) +
         "@127.0.0.1:" + std::to_string(port()) + "/" + percent_encoded(database);
}

void PostgresServer::create_role(std::string_view name, std::string_view password) {
  exec("create role " + in_quotes(name, '"') + " login password " + in_quotes(password, '\''));
  state_->passwords[std::string(name)] = password;
}

void PostgresServer::create_database(std::string_view name) {
  exec("create database " + in_quotes(name, '"'));
}

std::vector<PostgresServer::Row> PostgresServer::exec(std::string_view sql,
                                                      std::string_view database) {
  const auto connection = state_->connect(database);
  const Result result(PQexec(connection.get(), std::string(sql).c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
  return rows_of(result.get());
}

void PostgresServer::exec_file(const fs::path& file, std::string_view database,
                               const std::map<std::string, std::string>& variables) {
  // A script in a file of the owner's only sets the variables and goes on with the real one.
  std::string script;
  for (const auto& [name, value] : variables) {
    script += "\\set " + name + " " + psql_quoted(value) + "\n";
  }
  script += "\\i " + psql_quoted(fs::absolute(file).string()) + "\n";
  const auto entry = state_->temporary.write("exec.sql", script);
  ChildProcess psql({.command = {postgres_program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1",
                                 "-h", state_->sockets(), "-p", std::to_string(port()), "-U",
                                 "postgres", "-d", std::string(database), "-f", entry.string()},
                     .environment = {{"PGOPTIONS", "-c client_min_messages=warning"}}});
  const auto exit = psql.wait(seconds(60));
  fs::remove(entry);
  if (!exit || exit->code != 0) throw std::runtime_error("psql: " + psql.err());
}

void PostgresServer::stop() {
  if (state_->server) state_->server->stop(seconds(30), SIGINT);
  state_->server.reset();
}

void PostgresServer::crash() {
  if (state_->server) state_->server->stop(seconds(0), SIGKILL);
  state_->server.reset();
  // What is killed so leaves this behind, and start() would wonder whether it is another's.
  fs::remove(state_->data() / "postmaster.pid");
}

void PostgresServer::start(std::map<std::string, std::string> environment) {
  state_->options.environment = std::move(environment);
  start();
}

void PostgresServer::start() {
  if (!state_->server) state_->launch();
}

void PostgresServer::pause() {
  if (state_->server) state_->server->signal_all(SIGSTOP);
}

void PostgresServer::resume() {
  if (state_->server) state_->server->signal_all(SIGCONT);
}

fs::path PostgresServer::log() const {
  return state_->log();
}

}  // namespace livetap::test
