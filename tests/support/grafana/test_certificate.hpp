#pragma once

#include <filesystem>
#include <string>

namespace livetap::test {

/// How the certificate of a test server is to be wrong.
struct CertificateOptions {
  std::string dns_name = "localhost";  ///< empty: none
  std::string ip = "127.0.0.1";        ///< empty: none
  int days = 30;                       ///< until it ends; negative: it ended so long ago
};

/// An authority made on the spot and a server certificate signed by it. The authority lies in a
/// file as long as this object lives.
class TestCertificate {
 public:
  explicit TestCertificate(const CertificateOptions& options = {});
  ~TestCertificate();
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  const std::filesystem::path& ca_file() const { return ca_file_; }
  const std::string& certificate_pem() const { return certificate_pem_; }
  const std::string& key_pem() const { return key_pem_; }

 private:
  std::filesystem::path ca_file_;
  std::string certificate_pem_;
  std::string key_pem_;
};

}  // namespace livetap::test
