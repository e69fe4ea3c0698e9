#pragma once
#include <string>
#include <string_view>

namespace livetap::rabbitmq {

// What RabbitMQ 3.10.8 answered, from answers/<name>.json. Throws when there is no such file.
std::string recorded_answer(std::string_view name);

}  // namespace livetap::rabbitmq
