#include "unit/plugins/rabbitmq/recorded_answer.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace livetap::rabbitmq {

std::string recorded_answer(std::string_view name) {
  const std::string path = LIVETAP_RABBITMQ_ANSWERS "/" + std::string(name) + ".json";
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("no recorded answer " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace livetap::rabbitmq
