// Modes that break the rules of errors.
#include <cstring>
#include <stdexcept>

#include "misbehave.hpp"

namespace misbehave {

Act error_act(std::string_view mode) {
  static constexpr Mode modes[] = {
      {"throw_collect",
       [](Instance&, livetap_error*) -> int { throw std::runtime_error("thrown by collect"); }},
      {"throw_int", [](Instance&, livetap_error*) -> int { throw 42; }},
      // Failed, without a kind and a word.
      {"no_error", [](Instance&, livetap_error*) { return 0; }},
      {"unknown_kind",
       [](Instance&, livetap_error* error) {
         error->kind = 999;
         std::strcpy(error->message, "of a kind that nobody knows");
         return 0;
       }},
      // Texts without their end, and not UTF-8.
      {"unterminated_error",
       [](Instance&, livetap_error* error) {
         error->kind = LIVETAP_ERROR_PROTOCOL;
         std::memset(error->message, 0xFF, sizeof error->message);
         std::memset(error->hint, 'h', sizeof error->hint);
         std::memset(error->setting, 's', sizeof error->setting);
         return 0;
       }},
      // Good rows, the gather never closed.
      {"never_done",
       [](Instance& self, livetap_error*) {
         emit_number(self, 1, "never closed");
         return 1;
       }},
      {"done_twice",
       [](Instance& self, livetap_error* error) {
         behave(self, error);
         self.host->done(self.host, 0, nullptr);
         return 1;
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
