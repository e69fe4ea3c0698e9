#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace livetap::standin {

// The five services of the reference platform, with their usual ports.
struct Service {
  std::string_view name;
  std::uint16_t port;
};

inline constexpr std::array<Service, 5> kServices{{{"ws-gateway", 4400},
                                                   {"model-service", 4500},
                                                   {"order-manager", 4600},
                                                   {"position-manager", 4800},
                                                   {"feature-service", 4900}}};

}  // namespace livetap::standin
