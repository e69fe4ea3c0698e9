#pragma once

#include <string>

namespace livetap::test::keeper {

// Gives up root for a named user, with its groups and home. Already that user: true, nothing done.
// Call in a child just before exec. On failure a line on stderr and false.
bool become_user(const std::string& name);

}  // namespace livetap::test::keeper
