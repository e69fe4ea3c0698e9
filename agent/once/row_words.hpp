#pragma once

#include <cstddef>
#include <string>

#include "agent/model/time.hpp"
#include "agent/once/report.hpp"

namespace livetap::once {

/// What the marked fields of one row say of it.
struct RowWords {
  Verdict verdict = Verdict::ok;
  bool known = true;   ///< false: every field that could speak is null
  std::string reason;  ///< empty where the row has none
  std::string hint;
  Milliseconds duration{0};
};

RowWords words_of(const MeasurementReport& report, std::size_t row);

}  // namespace livetap::once
