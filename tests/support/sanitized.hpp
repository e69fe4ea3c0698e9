#pragma once

namespace livetap::test {

// A sanitizer makes everything several times as slow, agent and test alike. How many times as long
// a promise of time may take in this build; 1 in an ordinary one, where the promise itself is
// judged.
//
//   CHECK(took <= 3s * patience);
#if defined(__SANITIZE_THREAD__)
inline constexpr int patience = 6;
#elif defined(__SANITIZE_ADDRESS__)
inline constexpr int patience = 3;
#else
inline constexpr int patience = 1;
#endif

inline constexpr bool is_sanitized = patience > 1;

}  // namespace livetap::test
