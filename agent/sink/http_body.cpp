#include "agent/sink/http_body.hpp"

#include <algorithm>

namespace livetap::sink {

std::shared_ptr<const std::string> HttpBody::next(LiveQueue& queue) {
  const auto first = queue.take()->payload;
  if (one_by_one_ > 0) {
    --one_by_one_;
    return first;
  }
  std::shared_ptr<std::string> body;
  while (const auto* more = queue.take_more(size_)) {
    if (!body) body = std::make_shared<std::string>(*first);
    if (!body->ends_with('\n')) *body += '\n';
    *body += *more->payload;
  }
  return body ? body : first;
}

void HttpBody::answered(Duration took) {
  using std::chrono::seconds;
  if (took < std::chrono::milliseconds(500)) size_ = std::min(size_ * 2, largest);
  // So long for so little is the link.
  if (took > seconds(5)) {
    size_ = std::max(size_ / 2, smallest);
  } else if (took > seconds(1)) {
    size_ = std::max(size_ / 2, std::min(size_, plain));
  }
}

}  // namespace livetap::sink
