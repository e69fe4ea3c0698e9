#include "agent/view/text_pool.hpp"

namespace livetap {

TextPool::Id TextPool::hold(std::string_view text) {
  if (const auto known = ids_.find(text); known != ids_.end()) {
    return hold(known->second);
  }
  Id id = none;
  if (free_.empty()) {
    entries_.emplace_back();
    id = static_cast<Id>(entries_.size());
  } else {
    id = free_.back();
    free_.pop_back();
  }
  entries_[id - 1] = {ids_.emplace(text, id).first, 1};
  return id;
}

TextPool::Id TextPool::hold(Id id) {
  if (id != none) {
    ++entries_[id - 1].holders;
  }
  return id;
}

void TextPool::release(Id id) {
  if (id == none || --entries_[id - 1].holders > 0) {
    return;
  }
  ids_.erase(entries_[id - 1].at);
  free_.push_back(id);
}

}  // namespace livetap
