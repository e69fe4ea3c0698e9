// The helpers of RabbitServer that are calls of its management API.
#include <boost/json.hpp>
#include <stdexcept>

#include "tests/support/quoting.hpp"
#include "tests/support/rabbit_server.hpp"

namespace livetap::test {
namespace {

namespace json = boost::json;

std::string queue_target(std::string_view queue, std::string_view vhost) {
  return "/api/queues/" + percent_encoded(vhost) + "/" + percent_encoded(queue);
}

std::string checked(const HttpReply& reply, std::string_view what) {
  if (reply.status >= 200 && reply.status < 300) return reply.body;
  throw std::runtime_error("RabbitMQ answers " + std::to_string(reply.status) + " to " +
                           std::string(what) + ": " + reply.body);
}

}  // namespace

void RabbitServer::declare_vhost(std::string_view name) {
  checked(api("PUT", "/api/vhosts/" + percent_encoded(name)), "declare vhost");
  checked(api("PUT", "/api/permissions/" + percent_encoded(name) + "/" + user(),
              R"({"configure":".*","write":".*","read":".*"})"),
          "set permissions");
}

void RabbitServer::create_user(std::string_view name, std::string_view password,
                               std::string_view tags) {
  checked(api("PUT", "/api/users/" + percent_encoded(name),
              json::serialize(json::object{{"password", password}, {"tags", tags}})),
          "create user");
  checked(api("PUT", "/api/permissions/%2F/" + percent_encoded(name),
              R"({"configure":".*","write":".*","read":".*"})"),
          "set permissions");
}

void RabbitServer::declare_queue(std::string_view name, std::string_view vhost) {
  checked(api("PUT", queue_target(name, vhost), R"({"durable":true})"), "declare queue");
}

void RabbitServer::delete_queue(std::string_view name, std::string_view vhost) {
  checked(api("DELETE", queue_target(name, vhost)), "delete queue");
}

void RabbitServer::publish(std::string_view queue, std::string_view payload, int count,
                           std::string_view vhost) {
  const auto message = json::serialize(json::object{{"properties", json::object{}},
                                                    {"routing_key", queue},
                                                    {"payload", payload},
                                                    {"payload_encoding", "string"}});
  const auto target = "/api/exchanges/" + percent_encoded(vhost) + "/amq.default/publish";
  for (int sent = 0; sent < count; ++sent) {
    const auto answer = json::parse(checked(api("POST", target, message), "publish"));
    if (!answer.at("routed").as_bool()) {
      throw std::runtime_error("there is no queue " + std::string(queue) + " to publish to");
    }
  }
}

std::vector<std::string> RabbitServer::take(std::string_view queue, int count,
                                            std::string_view vhost) {
  const auto body = json::serialize(
      json::object{{"count", count}, {"ackmode", "ack_requeue_false"}, {"encoding", "auto"}});
  const auto answer =
      json::parse(checked(api("POST", queue_target(queue, vhost) + "/get", body), "take"));
  std::vector<std::string> payloads;
  for (const auto& message : answer.as_array()) {
    payloads.emplace_back(message.at("payload").as_string());
  }
  return payloads;
}

std::optional<std::int64_t> RabbitServer::messages(std::string_view queue,
                                                   std::string_view vhost) const {
  const auto answer =
      json::parse(checked(api("GET", queue_target(queue, vhost)), "ask for a queue"));
  const auto* count = answer.as_object().if_contains("messages");
  if (count == nullptr || !count->is_int64()) return std::nullopt;
  return count->as_int64();
}

}  // namespace livetap::test
