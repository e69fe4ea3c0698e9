#include "tests/support/random_password.hpp"

#include <random>
#include <string_view>

namespace livetap::test {

std::string random_password() {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::uniform_int_distribution<std::size_t> any(0, kLetters.size() - 1);
  std::string password(24, ' ');
  for (char& letter : password) letter = kLetters[any(random)];
  return password;
}

}  // namespace livetap::test
