#include "net/postgres/target.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>

namespace livetap::net::postgres {
namespace {

using Parameters = std::map<std::string, std::string>;

std::string get(const Parameters& parameters, const char* key, const char* otherwise) {
  const auto found = parameters.find(key);
  return found == parameters.end() || found->second.empty() ? otherwise : found->second;
}

bool is_url(const std::string& text) {
  return text.rfind("postgresql://", 0) == 0 || text.rfind("postgres://", 0) == 0;
}

Parameters parse_url(const std::string& url) {
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(url.c_str(), &error), &PQconninfoFree);
  PQfreemem(error);
  Parameters parameters;
  for (const PQconninfoOption* option = parsed.get(); option && option->keyword; ++option) {
    if (option->val) parameters[option->keyword] = option->val;
  }
  return parameters;
}

/// Whether an unescaped @ : or / of a password ended up elsewhere: what follows would be shown.
bool looks_torn(const Parameters& parameters) {
  const std::string port = get(parameters, "port", "");
  return get(parameters, "host", "").find('@') != std::string::npos ||
         get(parameters, "dbname", "").find('@') != std::string::npos ||
         port.find_first_not_of("0123456789,") != std::string::npos;
}

}  // namespace

boost::system::result<Target, Failure> Target::parse(const std::string& url,
                                                     const std::string& password) {
  if (!is_url(url)) {
    return Failure{FailureKind::config, "the url does not begin with postgresql://",
                   "postgresql://user@host:5432/database"};
  }
  Parameters parameters = parse_url(url);
  if (parameters.empty() || looks_torn(parameters)) {
    return Failure{FailureKind::config, "libpq cannot read the url",
                   "write it as postgresql://user@host:5432/database, special characters of a "
                   "password as %40 and the like, or use password:"};
  }
  Target target;
  target.user_ = get(parameters, "user", "");
  if (target.user_.empty()) {
    return Failure{FailureKind::config, "the url names no user",
                   "postgresql://user@host:5432/database"};
  }
  target.database_ = get(parameters, "dbname", target.user_.c_str());
  const std::string host =
      get(parameters, "host", get(parameters, "hostaddr", "localhost").c_str());
  const std::string port = get(parameters, "port", "5432");
  target.place_ = fmt::format("{}:{}", host, port);
  target.options_ = get(parameters, "options", "");
  if (!password.empty()) parameters["password"] = password;
  parameters["host"] = get(parameters, "host", "localhost");
  parameters.emplace("application_name", "livetap");
  parameters["client_encoding"] = "UTF8";
  parameters.erase("options");
  // Asking for Kerberos tickets may block; who wants it says so in the url.
  parameters.emplace("gssencmode", "disable");
  target.stated_.assign(parameters.begin(), parameters.end());
  return target;
}

void Target::set_default(std::string_view keyword, std::string_view value) {
  const bool stated = std::any_of(stated_.begin(), stated_.end(),
                                  [&](const auto& one) { return one.first == keyword; });
  if (!stated) stated_.emplace_back(keyword, value);
}

std::vector<std::pair<std::string, std::string>> Target::parameters(
    std::string_view options) const {
  auto parameters = stated_;
  parameters.emplace_back("options",
                          fmt::format("{}{}{}", options_, options_.empty() ? "" : " ", options));
  return parameters;
}

}  // namespace livetap::net::postgres
