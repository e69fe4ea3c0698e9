#include "support/grafana/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace livetap::test {
namespace {

SSL_CTX* server_context(const TestCertificate& certificate) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  BIO* text = BIO_new_mem_buf(certificate.certificate_pem().data(), -1);
  X509* parsed = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  BIO_free(text);
  text = BIO_new_mem_buf(certificate.key_pem().data(), -1);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
  BIO_free(text);
  SSL_CTX_use_certificate(context, parsed);
  SSL_CTX_use_PrivateKey(context, key);
  X509_free(parsed);
  EVP_PKEY_free(key);
  return context;
}

void end_with_reset(int socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

bool RawPeer::fill(std::chrono::milliseconds wait) {
  if (tls_ == nullptr || SSL_pending(tls_) == 0) {
    pollfd readable{socket_, POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(wait.count())) <= 0) return true;
  }
  char part[16 * 1024];
  const long got =
      tls_ != nullptr ? SSL_read(tls_, part, sizeof part) : ::recv(socket_, part, sizeof part, 0);
  gone_ = got <= 0;
  if (!gone_) pending_.append(part, static_cast<std::size_t>(got));
  return !gone_;
}

std::optional<std::string> RawPeer::read_some(std::size_t size, std::chrono::milliseconds wait) {
  if (pending_.empty() && (gone_ || !fill(wait))) return std::nullopt;
  std::string some = pending_.substr(0, size);
  pending_.erase(0, some.size());
  return some;
}

std::string RawPeer::read_request() {
  std::size_t end = std::string::npos;
  while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
    if (gone_ || !fill(std::chrono::milliseconds(100))) return {};
  }
  std::string request = pending_.substr(0, end + 4);
  pending_.erase(0, end + 4);
  return request;
}

std::string RawPeer::read_exactly(std::size_t size) {
  while (pending_.size() < size && !gone_ && fill(std::chrono::milliseconds(100))) {
  }
  std::string bytes = pending_.substr(0, size);
  pending_.erase(0, bytes.size());
  return bytes;
}

bool RawPeer::send(std::string_view bytes) {
  if (tls_ != nullptr) {
    return bytes.empty() || SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawPeer::reset() {
  end_with_reset(socket_);
}

RawServer::RawServer(Behaviour behave, const TestCertificate* certificate, std::uint16_t port)
    : behave_(std::move(behave)),
      tls_(certificate != nullptr ? server_context(*certificate) : nullptr) {
  listen(port);
  acceptor_ = std::thread([this] { accept_all(); });
}

void RawServer::listen(std::uint16_t port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("test server can't listen on port " + std::to_string(port));
  }
  port_ = ntohs(address.sin_port);
}

RawServer::~RawServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  end_connections(false);
  for (auto& worker : workers_) worker.join();
  if (tls_ != nullptr) SSL_CTX_free(tls_);
}

void RawServer::end_connections(bool with_reset) {
  const std::lock_guard lock(mutex_);
  for (const int socket : open_) {
    if (with_reset) end_with_reset(socket);
    ::shutdown(socket, with_reset ? SHUT_RD : SHUT_RDWR);
  }
}

void RawServer::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    open_.push_back(socket);
    workers_.emplace_back([this, socket] { serve(socket); });
  }
}

void RawServer::serve(int socket) {
  // OpenSSL writes without MSG_NOSIGNAL: a client that is gone must not end the test program.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  SSL* tls = nullptr;
  if (tls_ != nullptr) {
    tls = SSL_new(tls_);
    SSL_set_fd(tls, socket);
  }
  if (tls == nullptr || SSL_accept(tls) == 1) {
    RawPeer peer(socket, tls);
    behave_(peer);
  }
  if (tls != nullptr) SSL_free(tls);
  const std::lock_guard lock(mutex_);
  std::erase(open_, socket);
  ::close(socket);
}

}  // namespace livetap::test
