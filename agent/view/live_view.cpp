#include "agent/view/live_view.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "agent/view/fitting.hpp"

namespace livetap {

LiveView::LiveView(const Measurement& measurement, std::size_t message_limit)
    : channel_(measurement.name), limit_(message_limit), encoder_(measurement, line::Style::live) {}

std::optional<ViewMessage> LiveView::message(const Snapshot& snapshot, const Busyness& busyness) {
  const auto& rows = snapshot.rows->rows;
  const auto& ids = snapshot.rows->series;
  const auto append = [&](std::string& out, RowPlace at) {
    encoder_.append(out, rows, at.row, snapshot.time,
                    at.position == 0 ? line::Place::first : line::Place::later);
  };
  const auto rank = [&] {
    std::vector<std::uint32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return busyness.before(ids[a], ids[b]); });
    return order;
  };
  auto fitted = fit_rows(rows.size(), limit_, append, rank);

  notice_.reset();
  const auto dropped = static_cast<std::uint32_t>(fitted.left_out.size());
  if (dropped > 0) {
    too_large_rows_ += dropped;
    notice_ = ViewNotice{channel_, ViewNotice::Reason::too_large, dropped, {}};
    for (std::size_t i = 0; i < std::min<std::size_t>(dropped, notice_names); ++i) {
      notice_->names.push_back(label_of(rows, fitted.left_out[i]));
    }
  }
  if (fitted.rows == 0) {
    return std::nullopt;
  }
  return ViewMessage{channel_, std::make_shared<const std::string>(std::move(fitted.payload)),
                     fitted.rows, dropped};
}

}  // namespace livetap
