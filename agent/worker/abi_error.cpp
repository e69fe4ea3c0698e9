#include "agent/worker/abi_error.hpp"

#include <cstring>

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

livetap_error empty_abi_error() {
  livetap_error error;
  std::memset(&error, 0, sizeof error);
  error.size = sizeof error;
  return error;
}

namespace {

template <std::size_t N>
std::string text_of(const char (&text)[N]) {
  return clean_line({text, ::strnlen(text, N)}, max_log_bytes);
}

}  // namespace

Error from_abi(const livetap_error& given) {
  const auto copy = abi_element(&given, 0);
  Error error;
  error.kind = copy.kind >= LIVETAP_ERROR_CONFIG && copy.kind <= LIVETAP_ERROR_INTERNAL
                   ? static_cast<ErrorKind>(copy.kind)
                   : ErrorKind::internal;
  error.message = text_of(copy.message);
  error.hint = text_of(copy.hint);
  error.where = text_of(copy.setting);
  if (error.message.empty()) {
    error.message = "the plugin failed and gave no reason";
  }
  return error;
}

}  // namespace livetap::worker
