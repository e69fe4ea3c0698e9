#pragma once

#include <signal.h>
#include <sys/types.h>
#include <string>

namespace livetap::worker {

/// How a process ended, from waitid, for people: "crashed: signal 11 (segmentation fault)",
/// "exited with status 0 although nobody asked".
std::string exit_in_words(const siginfo_t& info);

}  // namespace livetap::worker
