#pragma once
#include <memory>
#include <optional>
#include <string>

#include "net/net_error.hpp"

namespace boost::asio::ssl {
class context;
}
namespace boost::system {
class error_code;
}
struct ssl_st;

namespace livetap::net {

/// How far a server's certificate is trusted. By default: the system's authorities, the name must
/// match, TLS 1.2 or newer.
struct TlsSettings {
  std::string ca_file;                ///< PEM file of the authorities to trust instead
  bool insecure_skip_verify = false;  ///< no check at all
};

/// A context for client connections: one for all who ask with the same settings while one of them
/// holds it, since the system's authorities take a MiB and some ms. Any thread. Fails when
/// `ca_file` can't be read.
NetResult<std::shared_ptr<boost::asio::ssl::context>> make_client_tls(const TlsSettings& settings);

/// Names the host for SNI and, unless the context skips verification, for the certificate check.
/// An IP address is checked against the certificate's addresses and sent in no SNI.
void expect_host(ssl_st* ssl, const std::string& host);

/// Why a handshake failed, in words: the certificate's fault where there is one.
std::string tls_failure(ssl_st* ssl, const boost::system::error_code& error);
/// Its likely cure; may be empty.
std::string tls_cure(ssl_st* ssl, const boost::system::error_code& error);

/// Whole days until the peer's certificate ends, negative after it; nothing without certificate.
std::optional<int> certificate_days_left(ssl_st* ssl);

}  // namespace livetap::net
