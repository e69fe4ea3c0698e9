#include "agent/model/secret_mask.hpp"

#include <algorithm>

namespace livetap {

void SecretMask::add(std::string_view secret) {
  if (secret.size() < 3 || std::find(secrets_.begin(), secrets_.end(), secret) != secrets_.end()) {
    return;
  }
  const auto at = std::find_if(secrets_.begin(), secrets_.end(), [&](const std::string& known) {
    return known.size() < secret.size();
  });
  secrets_.insert(at, std::string(secret));
}

std::string SecretMask::mask(std::string_view text) const {
  std::string masked(text);
  for (const auto& secret : secrets_) {
    for (auto at = masked.find(secret); at != std::string::npos; at = masked.find(secret, at + 3)) {
      masked.replace(at, secret.size(), "***");
    }
  }
  return masked;
}

}  // namespace livetap
