#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <map>
#include <mutex>

namespace livetap::net {
namespace ssl = boost::asio::ssl;
namespace {

/// What is wrong with the peer's certificate; X509_V_OK where it is good, absent or not looked at.
long bad_verdict(SSL* handle) {
  return SSL_get_verify_mode(handle) == SSL_VERIFY_NONE ? X509_V_OK : SSL_get_verify_result(handle);
}

/// OpenSSL's reason for a failed handshake; 0 for other errors.
int reason_of(const boost::system::error_code& error) {
  if (error.category() != boost::asio::error::get_ssl_category()) return 0;
  return ERR_GET_REASON(static_cast<unsigned long>(error.value()));
}

NetResult<std::shared_ptr<ssl::context>> make_context(const TlsSettings& settings) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_verify_mode(settings.insecure_skip_verify ? ssl::verify_none : ssl::verify_peer);
  boost::system::error_code error;
  if (settings.ca_file.empty()) {
    context->set_default_verify_paths(error);
  } else {
    context->load_verify_file(settings.ca_file, error);
  }
  if (error) {
    return NetError{NetErrorKind::tls, "no certificate could be read from ca_file " +
                                           settings.ca_file + ": " + error.message()};
  }
  return context;
}

}  // namespace

NetResult<std::shared_ptr<ssl::context>> make_client_tls(const TlsSettings& settings) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, bool>, std::weak_ptr<ssl::context>> in_use;
  const std::lock_guard lock(mutex);
  auto& known = in_use[{settings.ca_file, settings.insecure_skip_verify}];
  if (auto context = known.lock()) return context;
  auto made = make_context(settings);
  if (made) known = *made;
  return made;
}

void expect_host(SSL* ssl, const std::string& host) {
  boost::system::error_code not_ip;
  boost::asio::ip::make_address(host, not_ip);
  if (!not_ip) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
    return;
  }
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set1_host(ssl, host.c_str());
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           const_cast<char*>(host.c_str()));
}

std::string tls_failure(SSL* ssl, const boost::system::error_code& error) {
  if (const long verdict = bad_verdict(ssl)) {
    return std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(verdict);
  }
  switch (reason_of(error)) {
    case SSL_R_WRONG_VERSION_NUMBER:
      return "it does not speak TLS on this port";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return "it speaks no TLS as new as 1.2";
    default:
      return error.message();
  }
}

std::string tls_cure(SSL* ssl, const boost::system::error_code& error) {
  switch (bad_verdict(ssl)) {
    case X509_V_OK:
      return reason_of(error) == SSL_R_WRONG_VERSION_NUMBER
                 ? "a server without TLS wants a url without it: http or ws"
                 : "";
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "renew the server's certificate; are both clocks right?";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the url must name the host as the certificate does";
    default:
      return "tls.ca_file names the authority to trust";
  }
}

std::optional<int> certificate_days_left(SSL* ssl) {
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return std::nullopt;
  int days = 0;
  int seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate)) != 1) {
    return std::nullopt;
  }
  return days - (days <= 0 && seconds < 0 ? 1 : 0);
}

}  // namespace livetap::net
