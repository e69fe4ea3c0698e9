#include "tests/support/keeper/become_user.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace livetap::test::keeper {

bool become_user(const std::string& name) {
  const passwd* user = ::getpwnam(name.c_str());
  if (user == nullptr) {
    std::fprintf(stderr, "livetap-keeper: there is no user %s\n", name.c_str());
    return false;
  }
  if (::getuid() == user->pw_uid) return true;
  if (::initgroups(name.c_str(), user->pw_gid) != 0 || ::setgid(user->pw_gid) != 0 ||
      ::setuid(user->pw_uid) != 0) {
    std::perror("livetap-keeper: cannot change user");
    return false;
  }
  return true;
}

}  // namespace livetap::test::keeper
