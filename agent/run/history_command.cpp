#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include "agent/config/nearest_name.hpp"
#include "agent/config/quantity.hpp"
#include "agent/journal/journal_reader.hpp"
#include "agent/model/clocks.hpp"
#include "agent/run/checked_config.hpp"
#include "agent/run/commands.hpp"
#include "agent/run/row_printer.hpp"
#include "agent/sql/columns.hpp"

namespace livetap {

namespace {

using journal::EventRow;
using journal::JournalFault;
using journal::JournalPage;
using journal::JournalQuery;
using journal::JournalReader;
using journal::SampleRow;

std::unique_ptr<RowPrinter> printer_for(const std::string& format) {
  return format == "json" ? json_printer() : format == "csv" ? csv_printer() : table_printer();
}

/// Prints what a journal has of one measurement.
class History {
 public:
  History(JournalReader& reader, const CommandLine& line)
      : reader_(reader),
        measurement_(line.history),
        printer_(printer_for(line.format)),
        since_(clocks().wall - line.since) {}

  std::optional<JournalFault> print_samples(const std::vector<Measurement>& shapes);
  std::optional<JournalFault> print_events();

  std::uint64_t rows() const { return rows_; }
  std::uint64_t damaged() const { return damaged_; }

 private:
  void set_columns(const std::vector<Measurement>& shapes);
  const std::vector<std::size_t>& places_of(const Measurement& shape);
  std::vector<Value> cells(const SampleRow& sample, std::size_t row);
  template <class Row, class Read, class Rows>
  std::optional<JournalFault> print_pages(JournalQuery query, std::int64_t last, Read read,
                                          Rows rows_of);

  JournalReader& reader_;
  std::string measurement_;
  std::unique_ptr<RowPrinter> printer_;
  WallTime since_;
  std::vector<PrintColumn> columns_;
  std::optional<sql::Table> table_;  // what the shapes have in common
  std::map<const Measurement*, std::vector<std::size_t>> places_;
  std::uint64_t rows_ = 0;
  std::uint64_t damaged_ = 0;
};

/// A measurement whose columns have changed is printed with all that it ever had, as the history in
/// PostgreSQL has them.
void History::set_columns(const std::vector<Measurement>& shapes) {
  for (const auto& shape : shapes) {
    table_ = sql::table_change(table_, shape).table;
  }
  const auto& known = table_->columns;
  for (const bool tags : {true, false}) {
    for (const auto& column : known) {
      if (column.tag == tags) {
        columns_.push_back({column.name, tags, column.type, false});
      }
    }
  }
}

/// Where each tag and field of a shape goes.
const std::vector<std::size_t>& History::places_of(const Measurement& shape) {
  auto& places = places_[&shape];
  if (places.empty()) {
    for (const auto& name : sql::table_change(table_, shape).names) {
      const auto at = std::find_if(columns_.begin(), columns_.end(),
                                   [&](const auto& column) { return column.name == name; });
      places.push_back(static_cast<std::size_t>(at - columns_.begin()));
    }
  }
  return places;
}

/// A lowest or highest value is shown also where the journal leaves it out.
std::vector<Value> History::cells(const SampleRow& sample, std::size_t row) {
  const auto& shape = *sample.shape;
  const auto& places = places_of(shape);
  std::vector<Value> cells(columns_.size() + 1);  // behind them what has no column: the weight
  for (std::size_t tag = 0; tag < shape.tags.size(); ++tag) {
    cells[places[tag]] = sample.rows.tag(row, tag);
  }
  Value mean;
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    const auto aggregate = shape.fields[i].aggregate;
    auto value = sample.rows.field(row, i);
    if (aggregate == Aggregate::mean) {
      mean = value;
    } else if (is_null(value) && (aggregate == Aggregate::min || aggregate == Aggregate::max)) {
      value = mean;
    }
    cells[places[shape.tags.size() + i]] = value;
  }
  cells.pop_back();
  return cells;
}

/// `read` gives a page from a query on, `rows` what is to be printed of one of its rows.
template <class Row, class Read, class Rows>
std::optional<JournalFault> History::print_pages(JournalQuery query, std::int64_t last, Read read,
                                                 Rows rows_of) {
  std::cout << printer_->begin(measurement_, columns_);
  query.since = since_;
  while (query.after < last && std::cout) {
    JournalPage<Row> page;
    if (auto fault = read(query, page)) {
      return fault;
    }
    std::vector<PrintRow> rows;
    for (const auto& row : page.rows) {
      rows_of(row, rows);
    }
    rows_ += rows.size();
    damaged_ += page.damaged;
    std::cout << printer_->page(rows);
    query.after = page.last;
  }
  std::cout << printer_->end();
  return std::nullopt;
}

std::optional<JournalFault> History::print_samples(const std::vector<Measurement>& shapes) {
  set_columns(shapes);
  JournalQuery query;
  query.measurement = measurement_;
  query.after = reader_.sample_before(since_);
  return print_pages<SampleRow>(
      query, reader_.runs().empty() ? 0 : reader_.runs().back().last_sample,
      [this](const auto& from, auto& page) { return reader_.samples(from, page); },
      [this](const SampleRow& sample, std::vector<PrintRow>& rows) {
        for (std::size_t row = 0; row < sample.rows.size(); ++row) {
          rows.push_back({sample.time, cells(sample, row)});
        }
      });
}

std::optional<JournalFault> History::print_events() {
  columns_ = {{"probe", true},    {"service", true},
              {"type", true},     {"severity", false},
              {"message", false}, {"attributes", false, FieldType::text, true}};
  JournalQuery query;
  query.after = reader_.event_before(since_);
  return print_pages<EventRow>(
      query, reader_.runs().empty() ? 0 : reader_.runs().back().last_event,
      [this](const auto& from, auto& page) { return reader_.events(from, page); },
      [](const EventRow& row, std::vector<PrintRow>& rows) {
        const auto& event = row.event;
        const auto attributes =
            event.attributes.empty() ? Value{} : Value{std::string_view(event.attributes)};
        rows.push_back({event.time,
                        {std::string_view(event.probe), std::string_view(event.service),
                         std::string_view(event.type), to_string(event.severity),
                         std::string_view(event.message), attributes}});
      });
}

int complain_of(const JournalFault& fault) {
  return complain({ErrorKind::unavailable, fault.what, fault.cure, ""}, exit_fail);
}

int unknown(const std::string& name, const std::vector<Measurement>& shapes,
            const std::filesystem::path& file) {
  std::set<std::string> names{"event"};
  for (const auto& shape : shapes) {
    names.insert(shape.name);
  }
  return complain(
      {ErrorKind::config, file.string() + " has no rows of a measurement '" + name + "'",
       name_hint(name, {names.begin(), names.end()}), ""},
      exit_fail);
}

}  // namespace

int print_history(const CommandLine& line, const CheckedConfig& checked) {
  const auto file = checked.config.agent.state_dir / "journal.db";
  JournalReader reader(file);
  if (const auto fault = reader.refresh()) {
    return complain_of(*fault);
  }
  std::vector<Measurement> shapes;
  if (const auto fault = reader.shapes(shapes)) {
    return complain_of(*fault);
  }
  History history(reader, line);
  std::optional<JournalFault> fault;
  if (line.history == "event") {
    fault = history.print_events();
  } else {
    auto own = shapes;
    std::erase_if(own, [&](const Measurement& shape) { return shape.name != line.history; });
    if (own.empty()) {
      return unknown(line.history, shapes, file);
    }
    fault = history.print_samples(own);
  }
  std::cout.flush();
  if (fault) {
    return complain_of(*fault);
  }
  if (history.rows() == 0) {
    const auto span = std::chrono::nanoseconds(line.since).count();
    std::cerr << "no rows of " << line.history << " in the last " << format_duration(span) << '\n';
  }
  if (history.damaged() > 0) {
    std::cerr << history.damaged() << " rows made no sense and are left out\n";
  }
  return exit_ok;
}

}  // namespace livetap
