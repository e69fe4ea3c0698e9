#pragma once

#include <string>

namespace livetap::test {

// 24 letters and digits from the kernel's random source.
std::string random_password();

}  // namespace livetap::test
