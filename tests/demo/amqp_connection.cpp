#include "tests/demo/amqp_connection.hpp"

#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <sys/time.h>

#include <stdexcept>

namespace livetap::standin {
namespace {

constexpr amqp_channel_t kChannel = 1;
constexpr int kMaxFrame = 131072;
constexpr int kNoHeartbeat = 0;
constexpr std::chrono::milliseconds kDeadline{3000};

timeval to_timeval(std::chrono::milliseconds duration) {
  return {.tv_sec = duration.count() / 1000, .tv_usec = (duration.count() % 1000) * 1000};
}

amqp_bytes_t bytes(std::string_view text) {
  // The library takes no const, and does not write.
  return {.len = text.size(), .bytes = const_cast<char*>(text.data())};
}

void check(int status, const char* what) {
  if (status == AMQP_STATUS_OK) return;
  throw std::runtime_error(std::string(what) + ": " + amqp_error_string2(status));
}

void check(const amqp_rpc_reply_t& reply, const char* what) {
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) check(reply.library_error, what);
  throw std::runtime_error(std::string(what) + ": refused by the server");
}

}  // namespace

struct AmqpConnection::State {
  amqp_connection_state_t connection = amqp_new_connection();
  SocketWatch& watch;
  int socket = -1;

  explicit State(SocketWatch& watching) : watch(watching) {}
  ~State() { amqp_destroy_connection(connection); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void check_rpc(const char* what) const { check(amqp_get_rpc_reply(connection), what); }
};

AmqpConnection::AmqpConnection(const AmqpOptions& options, SocketWatch& watch)
    : state_(std::make_unique<State>(watch)) {
  const auto connection = state_->connection;
  amqp_socket_t* socket = amqp_tcp_socket_new(connection);
  if (socket == nullptr) throw std::runtime_error("no socket can be made");
  const timeval patience = to_timeval(std::chrono::milliseconds(1500));
  check(amqp_socket_open_noblock(socket, options.host.c_str(), options.port, &patience), "connect");
  state_->socket = amqp_socket_get_sockfd(socket);
  const auto step = watch.step(state_->socket, kDeadline);
  check(amqp_login(connection, "/", 0, kMaxFrame, kNoHeartbeat, AMQP_SASL_METHOD_PLAIN,
                   options.user.c_str(), options.password.c_str()),
        "log in");
  amqp_channel_open(connection, kChannel);
  state_->check_rpc("open a channel");
}

AmqpConnection::~AmqpConnection() = default;

void AmqpConnection::declare_queue(std::string_view name) {
  const auto step = state_->watch.step(state_->socket, kDeadline);
  amqp_queue_declare(state_->connection, kChannel, bytes(name), 0, /*durable=*/1, 0, 0,
                     amqp_empty_table);
  state_->check_rpc("declare a queue");
}

void AmqpConnection::publish(std::string_view queue, std::string_view body) {
  const auto step = state_->watch.step(state_->socket, kDeadline);
  check(amqp_basic_publish(state_->connection, kChannel, amqp_empty_bytes, bytes(queue), 0, 0,
                           nullptr, bytes(body)),
        "publish");
}

void AmqpConnection::consume(std::string_view queue, int prefetch) {
  const auto step = state_->watch.step(state_->socket, kDeadline);
  amqp_basic_qos(state_->connection, kChannel, 0, static_cast<std::uint16_t>(prefetch), 0);
  state_->check_rpc("limit the prefetch");
  amqp_basic_consume(state_->connection, kChannel, bytes(queue), amqp_empty_bytes, 0, 0, 0,
                     amqp_empty_table);
  state_->check_rpc("consume");
}

bool AmqpConnection::take(std::chrono::milliseconds patience) {
  const auto step = state_->watch.step(state_->socket, patience + kDeadline);
  amqp_maybe_release_buffers(state_->connection);
  amqp_envelope_t envelope;
  const timeval wait = to_timeval(patience);
  const auto reply = amqp_consume_message(state_->connection, &envelope, &wait, 0);
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION &&
      reply.library_error == AMQP_STATUS_TIMEOUT) {
    return false;
  }
  check(reply, "take a message");
  const auto tag = envelope.delivery_tag;
  amqp_destroy_envelope(&envelope);
  check(amqp_basic_ack(state_->connection, kChannel, tag, 0), "acknowledge");
  return true;
}

}  // namespace livetap::standin
