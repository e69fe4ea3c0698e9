#include "agent/web/panel_json.hpp"

#include <algorithm>
#include <utility>

#include "agent/line/utf8.hpp"
#include "agent/web/row_order.hpp"

namespace livetap::web {

namespace {

void write_value(JsonWriter& json, const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    json.text(line::cut(*text, longest_text));
  } else {
    json.value(value);
  }
}

void write_fields(JsonWriter& json, const RowBlock& rows, std::size_t row) {
  for (std::size_t i = 0; i < rows.field_count(); ++i) {
    write_value(json, rows.field(row, i));
  }
}

void write_field(JsonWriter& json, const Field& field) {
  json.object().key("name").text(field.name).key("type").text(to_string(field.type));
  json.key("kind").text(to_string(field.kind)).key("unit").text(field.unit);
  json.key("doc").text(field.doc).key("trend").boolean(field.trend);
  json.key("warn_if_true").boolean(field.warn_if_true);
  json.key("fail_if_false").boolean(field.fail_if_false);
  json.key("reason").boolean(field.reason).end_object();
}

void write_newest(JsonWriter& json, const Panel& panel) {
  const auto& newest = panel.newest();
  json.key("measurement").text(panel.shape().name);
  json.key("time_ms").time(newest ? std::optional(newest->time) : std::nullopt);
  json.key("error").error(newest ? newest->error : std::nullopt);
}

/// The newest values of the shown series, null for one that is not in the newest gather.
void write_shown_rows(JsonWriter& json, const WindowSeries& window) {
  json.array();
  const auto& ids = window.rows()->series;
  for (const auto& shown : window.shown()) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), shown.series);
    if (at == ids.end() || *at != shown.series) {
      json.null();
      continue;
    }
    json.array();
    write_fields(json, window.rows()->rows, static_cast<std::size_t>(at - ids.begin()));
    json.end_array();
  }
  json.end_array();
}

void write_points(JsonWriter& json, const Panel& panel, std::size_t shown) {
  const auto& window = *panel.window();
  json.key("values").object();
  for (const auto& column : window.columns()) {
    json.key(panel.shape().fields[column.field].name).array();
    for (std::size_t point = 0; point < WindowRings::points; ++point) {
      write_value(json, window.value(shown, column, point));
    }
    json.end_array();
  }
  json.end_object();
}

void write_window(JsonWriter& json, const Panel& panel) {
  const auto& window = *panel.window();
  json.key("step_ms").integer(window.step().count()).key("choice").count(panel.choice());
  json.key("first_point_ms").time(window.rings().time(0));
  json.key("series_total").count(window.candidates()).key("series").array();
  for (std::size_t i = 0; i < window.shown().size(); ++i) {
    json.object().key("tags").raw(window.shown()[i].label);
    write_points(json, panel, i);
    json.end_object();
  }
  json.end_array().key("rows");
  write_shown_rows(json, window);
}

void write_running_points(JsonWriter& json, const Panel& panel) {
  const auto& window = *panel.window();
  constexpr auto newest = WindowRings::points - 1;
  json.key("choice").count(panel.choice());
  json.key("point_ms").time(window.rings().time(newest)).key("points").array();
  for (std::size_t i = 0; i < window.shown().size(); ++i) {
    json.array();
    for (const auto& column : window.columns()) {
      write_value(json, window.value(i, column, newest));
    }
    json.end_array();
  }
  json.end_array();
}

void write_row(JsonWriter& json, const CheckedRows& rows, std::size_t row, SteadyTime now) {
  json.object();
  const auto measured = rows.measured.empty() ? now : rows.measured[row];
  if (measured == never) {
    json.key("age_s").null();
  } else {
    json.key("age_s").number(std::chrono::duration<double>(now - measured).count());
  }
  json.key("tags").array();
  for (std::size_t i = 0; i < rows.rows.tag_count(); ++i) {
    json.text(rows.rows.tag(row, i));
  }
  json.end_array().key("values").array();
  write_fields(json, rows.rows, row);
  json.end_array().end_object();
}

}  // namespace

void write_shape(JsonWriter& json, const Panel& panel) {
  const auto& shape = panel.shape();
  json.object().key("name").text(shape.name).key("probe").text(panel.probe());
  json.key("doc").text(shape.doc).key("table").boolean(shape.table);
  json.key("interval_ms").integer(panel.interval().count());
  json.key("tags").array();
  for (const auto& tag : shape.tags) {
    json.text(tag);
  }
  json.end_array().key("fields").array();
  for (const auto& field : shape.fields) {
    write_field(json, field);
  }
  json.end_array().end_object();
}

void write_series(JsonWriter& json, const Panel& panel) {
  json.object();
  write_newest(json, panel);
  if (panel.newest() && panel.window() != nullptr) {
    write_window(json, panel);
  } else if (panel.newest()) {
    json.key("rows").raw(table_rows(panel));
  }
  json.end_object();
}

void write_rows(JsonWriter& json, const Panel& panel, const RowsQuery& query, SteadyTime now) {
  json.object();
  write_newest(json, panel);
  const auto* rows = panel.newest() ? panel.newest()->good.get() : nullptr;
  const auto order = rows != nullptr ? rows_in_order(panel.shape(), rows->rows, query)
                                     : std::vector<std::uint32_t>{};
  json.key("total").count(rows != nullptr ? rows->rows.size() : 0);
  json.key("matching").count(order.size()).key("offset").count(query.offset);
  json.key("rows").array();
  const auto limit = std::min(query.limit, most_rows);
  for (std::size_t i = query.offset; i < order.size() && i - query.offset < limit; ++i) {
    write_row(json, *rows, order[i], now);
  }
  json.end_array().end_object();
}

void write_gather(JsonWriter& json, const Panel& panel, const std::string& table) {
  json.object();
  write_newest(json, panel);
  if (const auto* window = panel.window(); window != nullptr && panel.newest()) {
    write_running_points(json, panel);
    json.key("series_total").count(window->candidates()).key("rows");
    write_shown_rows(json, *window);
  } else if (!table.empty()) {
    json.key("rows").raw(table);
  }
  json.end_object();
}

std::string table_rows(const Panel& panel) {
  std::string text;
  if (panel.window() != nullptr || !panel.newest()) {
    return text;
  }
  JsonWriter json(text);
  json.array();
  const auto* good = panel.newest()->good.get();
  const auto count = good != nullptr ? std::min(good->rows.size(), most_rows) : 0;
  for (std::size_t row = 0; row < count; ++row) {
    json.array();
    write_fields(json, good->rows, row);
    json.end_array();
  }
  json.end_array();
  return text;
}

}  // namespace livetap::web
