#pragma once
#include <string>
#include <string_view>

#include "integration/rabbitmq/loaded_probe.hpp"
#include "tests/support/rabbit_server.hpp"

namespace livetap::test {

// The plugin under test, with further settings as JSON members: R"("lag": {"messages": 5})".
class RabbitmqProbe : public LoadedProbe {
 public:
  RabbitmqProbe(const std::string& url, const std::string& user, const std::string& password,
                const std::string& more = "")
      : LoadedProbe(LIVETAP_RABBITMQ_PLUGIN, R"({"url": ")" + url + R"(", "user": ")" + user +
                                                 R"(", "password": ")" + password + "\"" +
                                                 (more.empty() ? "" : ", ") + more + "}") {}
  explicit RabbitmqProbe(const RabbitServer& rabbit, const std::string& more = "")
      : RabbitmqProbe(rabbit.management_url(), rabbit.user(), rabbit.password(), more) {}
};

// One broker for all cases of the program: it takes a while to start. It keeps the default interval
// of statistics: with a shorter one RabbitMQ 3.10 gives rates that are 0 most of the time.
inline RabbitServer& shared_rabbit() {
  static RabbitServer rabbit;
  return rabbit;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace livetap::test
