#include "support/grafana/test_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>

namespace livetap::test {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

void must(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("test certificate: ") + what);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make(const char* name, EVP_PKEY* key, int days, long serial) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  constexpr long day = 24 * 3600;
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -1000 * day);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * day + 60);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  must(X509_sign(certificate, issuer_key, EVP_sha256()) != 0, "signing failed");
}

template <class Write>
std::string pem(Write write) {
  const std::unique_ptr<BIO, Freed<BIO_free>> memory(BIO_new(BIO_s_mem()));
  must(write(memory.get()) == 1, "no PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string names(const CertificateOptions& options) {
  std::string text = options.dns_name.empty() ? "" : "DNS:" + options.dns_name;
  if (!options.ip.empty()) text += (text.empty() ? "IP:" : ",IP:") + options.ip;
  return text;
}

}  // namespace

TestCertificate::TestCertificate(const CertificateOptions& options) {
  const Key ca_key(EVP_EC_gen("P-256"));
  const Key key(EVP_EC_gen("P-256"));
  const auto ca = make("Livetap test authority", ca_key.get(), 365, 1);
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  sign(ca.get(), ca.get(), ca_key.get());
  const auto server = make("Livetap test server", key.get(), options.days, 2);
  if (const auto all = names(options); !all.empty()) {
    add_extension(server.get(), ca.get(), NID_subject_alt_name, all);
  }
  sign(server.get(), ca.get(), ca_key.get());

  certificate_pem_ = pem([&](BIO* out) { return PEM_write_bio_X509(out, server.get()); });
  key_pem_ = pem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  const auto ca_pem = pem([&](BIO* out) { return PEM_write_bio_X509(out, ca.get()); });
  std::string path = (std::filesystem::temp_directory_path() / "livetap-ca-XXXXXX").string();
  const int file = ::mkstemp(path.data());
  must(file >= 0, "no temporary file");
  const auto written = ::write(file, ca_pem.data(), ca_pem.size());
  ::close(file);
  ca_file_ = path;
  must(written == static_cast<ssize_t>(ca_pem.size()), "temporary file not written");
}

TestCertificate::~TestCertificate() {
  std::error_code ignored;
  std::filesystem::remove(ca_file_, ignored);
}

}  // namespace livetap::test
