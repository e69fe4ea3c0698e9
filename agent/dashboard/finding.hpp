#pragma once

#include <string>

namespace livetap::dashboard {

/// One thing of a dashboard that does not fit the config.
struct Finding {
  std::string panel;  ///< "panel 'Queues' (id 12)"; empty: it is the file as a whole
  std::string what;
  std::string cure;  ///< with the nearest name, where there is one; may be empty

  /// In one line, as people read it.
  std::string text() const {
    return (panel.empty() ? "" : panel + ": ") + what + (cure.empty() ? "" : " -> " + cure);
  }
};

}  // namespace livetap::dashboard
