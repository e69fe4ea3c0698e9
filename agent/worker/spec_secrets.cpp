#include "agent/worker/spec_secrets.hpp"

#include <charconv>
#include <string>
#include <string_view>

namespace livetap::worker {

namespace {

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
            text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

void add_password(std::string_view url, SecretMask& mask) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    return;
  }
  auto authority = url.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  const auto at = authority.rfind('@');
  const auto colon = authority.find(':');
  if (at != std::string_view::npos && colon < at) {
    const auto password = authority.substr(colon + 1, at - colon - 1);
    mask.add(password);
    mask.add(percent_decoded(password));
  }
}

void add_all(const Setting& setting, SecretMask& mask) {
  if (const auto* text = std::get_if<std::string>(&setting.value)) {
    if (setting.type == SettingType::secret) {
      mask.add(*text);
    } else if (setting.type == SettingType::url) {
      add_password(*text, mask);
    }
  } else if (const auto* list = std::get_if<Setting::List>(&setting.value)) {
    for (const auto& element : *list) {
      add_all(element, mask);
    }
  } else if (const auto* entries = std::get_if<Setting::Entries>(&setting.value)) {
    for (const auto& [key, value] : *entries) {
      add_all(value, mask);
    }
  }
}

}  // namespace

SecretMask mask_of(const Setting& settings) {
  SecretMask mask;
  add_all(settings, mask);
  return mask;
}

Error masked(const SecretMask& mask, Error error) {
  error.message = mask.mask(error.message);
  error.hint = mask.mask(error.hint);
  return error;
}

}  // namespace livetap::worker
