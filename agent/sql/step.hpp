#pragma once

#include <string>
#include <vector>

namespace livetap::sql {

/// A statement, and what an administrator has to run first when the server does not allow it.
struct Step {
  std::string sql;
  std::string cure;
};

using Steps = std::vector<Step>;

}  // namespace livetap::sql
