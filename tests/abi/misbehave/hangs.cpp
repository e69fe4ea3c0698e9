// Modes that do not come back.
#include <poll.h>
#include <unistd.h>

#include "misbehave.hpp"

namespace misbehave {

void hang() {
  for (;;) {
    ::pause();
  }
}

Act hang_act(std::string_view mode) {
  static constexpr Mode modes[] = {
      // Deaf to cancel and deadline; sleeps.
      {"hang_collect", [](Instance&, livetap_error*) -> int { hang(); }},
      // As hang_collect, and its cancel does not return either.
      {"hang_cancel", [](Instance&, livetap_error*) -> int { hang(); }},
      // Deaf, and burns a core.
      {"spin_collect",
       [](Instance& self, livetap_error*) -> int {
         for (volatile std::int64_t* turns = &self.value;;) {
           *turns = *turns + 1;
         }
       }},
      // Good: waits for the descriptor, then returns as cancelled.
      {"wait_for_cancel",
       [](Instance& self, livetap_error* error) -> int {
         pollfd wait{self.host->cancel_fd(self.host), POLLIN, 0};
         ::poll(&wait, 1, -1);
         error->kind = LIVETAP_ERROR_CANCELLED;
         return 0;
       }},
      // Sleeps `value` milliseconds, whatever anybody says, then is good.
      {"late",
       [](Instance& self, livetap_error* error) -> int {
         ::usleep(static_cast<useconds_t>(self.value) * 1000);
         return behave(self, error);
       }},
  };
  for (const Mode& known : modes) {
    if (known.name == mode) {
      return known.act;
    }
  }
  return nullptr;
}

}  // namespace misbehave
