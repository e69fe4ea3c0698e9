#include "net/net_error.hpp"

namespace livetap::net {

std::string_view to_string(NetErrorKind kind) {
  switch (kind) {
    case NetErrorKind::refused:
      return "refused";
    case NetErrorKind::dns:
      return "dns";
    case NetErrorKind::timeout:
      return "timeout";
    case NetErrorKind::tls:
      return "tls";
    case NetErrorKind::cancelled:
      return "cancelled";
    case NetErrorKind::protocol:
      return "protocol";
    case NetErrorKind::too_large:
      return "too_large";
    case NetErrorKind::reset:
      return "reset";
  }
  return "protocol";
}

}  // namespace livetap::net
