#include "agent/model/checksum.hpp"

#include <boost/crc.hpp>

namespace livetap {

std::uint32_t checksum(std::initializer_list<std::string_view> parts, std::uint32_t start) {
  boost::crc_optimal<32, 0x04C11DB7, 0, 0, true, true> crc(start);
  for (const auto part : parts) {
    crc.process_bytes(part.data(), part.size());
  }
  return crc.checksum();
}

}  // namespace livetap
