#pragma once

namespace livetap::test {

// A sanitizer makes everything several times as slow: promises of how soon something is seen are
// not judged then. Such a test runs all the same, for what the sanitizer itself may find.
//
//   TEST_SUITE_BEGIN("promises of time" * doctest::may_fail(is_sanitized));
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace livetap::test
