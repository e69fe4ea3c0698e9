#pragma once

namespace livetap::test::keeper {

// What livetap-keeper tells its owner, one record a write.
struct Report {
  enum class Kind : int { kStarted, kObeyed, kEnded };
  Kind kind;
  int value;      // kStarted: the program's process id; kEnded: its wait status
  int leftovers;  // kEnded: descendants that outlived it and had to be killed
};

}  // namespace livetap::test::keeper
