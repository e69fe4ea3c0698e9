#pragma once

#include <sys/types.h>

#include <vector>

namespace livetap::test::keeper {

// Every living descendant of a process, read from /proc; zombies are not living.
std::vector<pid_t> descendants(pid_t ancestor);

// Whether each thread of a process stands still: stopped by a signal, or ended.
bool is_stopped(pid_t pid);

}  // namespace livetap::test::keeper
