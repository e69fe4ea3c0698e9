#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace livetap {

/// Replaces every known secret in a text by ***, before the text goes anywhere. Single-threaded.
class SecretMask {
 public:
  /// Secrets shorter than 3 bytes are not remembered: masking them would garble every text.
  void add(std::string_view secret);
  std::string mask(std::string_view text) const;

 private:
  std::vector<std::string> secrets_;  // the longest first: one may contain another
};

}  // namespace livetap
