#include "plugins/websocket/source_time.hpp"

#include <array>
#include <boost/json.hpp>

#include "net/unix_time.hpp"

namespace livetap::websocket {

namespace json = boost::json;
using net::unix_ms;

namespace {

constexpr std::size_t max_message = 64 * 1024;
constexpr std::size_t max_depth = 32;

}  // namespace

std::optional<double> source_time(std::string_view message, const std::string& pointer) {
  if (message.size() > max_message) return std::nullopt;
  std::array<unsigned char, 4096> first_bytes;
  json::monotonic_resource memory(first_bytes.data(), first_bytes.size());
  json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code error;
  const auto document = json::parse({message.data(), message.size()}, error, &memory, options);
  if (error) return std::nullopt;
  const auto* found = document.find_pointer(pointer, error);
  if (found == nullptr || error) return std::nullopt;
  if (found->is_string()) {
    return unix_ms(std::string_view(found->get_string().data(), found->get_string().size()));
  }
  if (!found->is_number()) return std::nullopt;
  return unix_ms(found->to_number<double>(error));
}

}  // namespace livetap::websocket
