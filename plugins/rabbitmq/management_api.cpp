#include "plugins/rabbitmq/management_api.hpp"

#include "plugins/rabbitmq/answer.hpp"

namespace livetap::rabbitmq {
namespace {

std::string without_slash(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

ManagementApi::ManagementApi(const ManagementLogin& login)
    : origin_(login.url.origin()),
      prefix_(without_slash(login.url.path) + "/api"),
      headers_{{"Authorization", net::basic_authorization(login.user, login.password)},
               {"Accept", "application/json"}},
      client_({.url = login.url, .tls = login.tls}) {}

net::HttpResponse ManagementApi::ask(std::string_view target, Deadline deadline, int cancel_fd) {
  auto answer = client_.get(prefix_ + std::string(target), headers_, deadline, cancel_fd);
  if (!answer) throw fault_of(answer.error(), where(target));
  return std::move(*answer);
}

std::string ManagementApi::where(std::string_view target) const {
  return origin_ + prefix_ + std::string(target.substr(0, target.find('?')));
}

}  // namespace livetap::rabbitmq
