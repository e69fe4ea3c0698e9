#include "agent/worker/mistake_list.hpp"

#include "agent/model/schema.hpp"
#include "agent/worker/abi_copy.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

namespace {
constexpr std::size_t max_mistakes = 20;
}

void MistakeList::add(const std::string& mistake) {
  if (mistakes_.size() >= max_mistakes) {
    return;
  }
  std::string whole;
  for (const auto& place : places_) {
    whole += place + ": ";
  }
  mistakes_.push_back(whole + mistake);
}

std::string MistakeList::joined() const {
  std::string all;
  for (const auto& mistake : mistakes_) {
    all += (all.empty() ? "" : "; ") + mistake;
  }
  return all;
}

std::string MistakeList::text(livetap_str given, std::string_view what) {
  if (given.data == nullptr && given.size > 0) {
    add(std::string(what) + " has " + std::to_string(given.size) + " bytes at no address");
    return {};
  }
  if (given.size > max_text_bytes) {
    add(std::string(what) + " has " + std::to_string(given.size) + " bytes, at most " +
        std::to_string(max_text_bytes) + " are taken");
    return {};
  }
  return clean_line(abi_view(given), max_text_bytes);
}

void MistakeList::check_name(const std::string& name, std::string_view what,
                             std::set<std::string>& seen) {
  if (!is_name(name)) {
    add(std::string(what) + " '" + clean_line(name, 64) +
        "' is no name: [a-z][a-z0-9_]{0,39} is wanted");
  } else if (!seen.insert(name).second) {
    add(std::string(what) + " '" + name + "' is there twice");
  }
}

}  // namespace livetap::worker
