#include "integration/net/raw_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

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

}  // namespace

long RawPeer::read_some(char* into, std::size_t size) {
  if (tls_ != nullptr) return SSL_read(tls_, into, static_cast<int>(size));
  return ::recv(socket_, into, size, 0);
}

std::string RawPeer::read_request() {
  std::size_t end = std::string::npos;
  while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
    char part[4096];
    const long got = read_some(part, sizeof part);
    if (got <= 0) return {};
    pending_.append(part, static_cast<std::size_t>(got));
  }
  const std::string request = pending_.substr(0, end + 4);
  pending_.erase(0, end + 4);
  return request;
}

bool RawPeer::send(std::string_view bytes) {
  if (tls_ != nullptr) return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawPeer::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

RawServer::RawServer(Behaviour behave, const TestCertificate* certificate)
    : behave_(std::move(behave)),
      tls_(certificate != nullptr ? server_context(*certificate) : nullptr),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("test server can't listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& worker : workers_) worker.join();
  for (const int socket : sockets_) ::close(socket);
  if (tls_ != nullptr) SSL_CTX_free(tls_);
}

void RawServer::accept_all() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    workers_.emplace_back([this, socket] { serve(socket); });
  }
}

void RawServer::serve(int socket) {
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
  // The number stays ours until the destructor: closing here would let it be given to another.
  const int placeholder = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::dup3(placeholder, socket, O_CLOEXEC);
  ::close(placeholder);
}

}  // namespace livetap::test
