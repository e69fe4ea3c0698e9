#include "agent/view/table_view.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace livetap {

Measurement TableView::shape_of(const Measurement& measurement) {
  Measurement shape;
  shape.name = measurement.name + "_table";
  for (const auto& tag : measurement.tags) {
    Field field;
    field.name = tag;
    field.type = FieldType::text;
    shape.fields.push_back(std::move(field));
  }
  shape.fields.insert(shape.fields.end(), measurement.fields.begin(), measurement.fields.end());
  Field age;
  age.name = "age_s";
  shape.fields.push_back(std::move(age));
  return shape;
}

TableView::TableView(const Measurement& measurement, std::size_t message_limit)
    : channel_(measurement.name + "_table"),
      shape_(shape_of(measurement)),
      limit_(message_limit),
      encoder_(shape_, line::Style::live),
      prefix_(encoder_.prefix(std::span<const std::string_view>())) {}

void TableView::take(const Snapshot& snapshot, const Busyness& busyness) {
  at_ = snapshot.at;
  dirty_ = true;
  if (snapshot.error) {
    return;
  }
  good_ = snapshot.good;
  measured_ = snapshot.at;
  rows_.resize(good_->rows.size());
  std::iota(rows_.begin(), rows_.end(), 0U);
  if (snapshot.measurement->table) {
    rows_.resize(std::min(rows_.size(), most_rows));
  } else {
    selection_.update(good_->series, most_rows, busyness, snapshot.at);
    const auto& chosen = selection_.chosen();
    std::erase_if(rows_, [&](std::uint32_t row) {
      return !std::binary_search(chosen.begin(), chosen.end(), good_->series[row]);
    });
  }
  note_rows_over(snapshot);
}

void TableView::note_rows_over(const Snapshot& snapshot) {
  rows_notice_.reset();
  const auto over = good_->rows.size() - rows_.size();
  if (over == 0) {
    return;
  }
  rows_notice_ =
      ViewNotice{channel_, ViewNotice::Reason::table_rows, static_cast<std::uint32_t>(over), {}};
  if (snapshot.measurement->table) {
    return;  // its rows have no names
  }
  const auto& others = selection_.others();
  for (std::size_t i = 0; i < std::min(others.size(), notice_names); ++i) {
    const auto at = std::lower_bound(good_->series.begin(), good_->series.end(), others[i]);
    rows_notice_->names.push_back(
        label_of(good_->rows, static_cast<std::size_t>(at - good_->series.begin())));
  }
}

std::optional<SteadyTime> TableView::next_due() const {
  if (!dirty_) {
    return std::nullopt;
  }
  return sent_ == never ? at_ : std::max(at_, sent_ + gap);
}

std::optional<ViewMessage> TableView::message(const Busyness& busyness, const ViewTime& now) {
  if (!dirty_ || (sent_ != never && now.steady < sent_ + gap)) {
    return std::nullopt;
  }
  dirty_ = false;
  sent_ = now.steady;
  auto fitted = encode(busyness, tops_.next(now.wall, gap));

  size_notice_.reset();
  const auto dropped = static_cast<std::uint32_t>(fitted.left_out.size());
  if (dropped > 0) {
    too_large_rows_ += dropped;
    size_notice_ = ViewNotice{channel_, ViewNotice::Reason::too_large, dropped, {}};
    for (std::size_t i = 0; i < std::min<std::size_t>(dropped, notice_names); ++i) {
      if (good_->rows.tag_count() > 0) {
        size_notice_->names.push_back(label_of(good_->rows, rows_[fitted.left_out[i]]));
      }
    }
  }
  return ViewMessage{channel_, std::make_shared<const std::string>(std::move(fitted.payload)),
                     fitted.rows, dropped};
}

FittedRows TableView::encode(const Busyness& busyness, WallTime top) {
  const auto append = [&](std::string& out, RowPlace at) {
    read_row(rows_[at.row]);
    const auto back = Milliseconds(static_cast<std::int64_t>(at.count - at.position));
    encoder_.append(out, prefix_, values_, top - back,
                    at.position == 0 ? line::Place::first : line::Place::later);
  };
  const auto rank = [&] {
    std::vector<std::uint32_t> order(rows_.size());
    std::iota(order.begin(), order.end(), 0U);
    if (!good_->series.empty()) {
      std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return busyness.before(good_->series[rows_[a]], good_->series[rows_[b]]);
      });
    }
    return order;
  };
  auto fitted = fit_rows(rows_.size(), limit_, append, rank);
  if (fitted.rows == 0) {
    values_.assign(shape_.fields.size() - 1, Value{});
    read_age(measured_);
    encoder_.append(fitted.payload, prefix_, values_, top - Milliseconds(1), line::Place::first);
    fitted.rows = 1;
  }
  return fitted;
}

void TableView::read_row(std::size_t row) {
  const auto& rows = good_->rows;
  values_.clear();
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    values_.emplace_back(rows.tag(row, i));
  }
  for (std::size_t i = 0; i < rows.field_count(); ++i) {
    values_.push_back(rows.field(row, i));
  }
  read_age(good_->measured[row]);
}

/// Counted to the newest gather, not to this moment: a row from it is fresh, whenever it is sent.
void TableView::read_age(SteadyTime measured) {
  if (measured == never) {
    values_.emplace_back();
    return;
  }
  const auto age = std::chrono::duration_cast<Milliseconds>(at_ - measured);
  values_.emplace_back(static_cast<double>(age.count()) / 1000);
}

std::vector<ViewNotice> TableView::notices() const {
  std::vector<ViewNotice> notices;
  for (const auto* notice : {&rows_notice_, &size_notice_}) {
    if (*notice) {
      notices.push_back(**notice);
    }
  }
  return notices;
}

}  // namespace livetap
