#include <algorithm>
#include <iostream>
#include <set>

#include "agent/config/nearest_name.hpp"
#include "agent/config/quantity.hpp"
#include "agent/journal/journal_reader.hpp"
#include "agent/model/clocks.hpp"
#include "agent/run/checked_config.hpp"
#include "agent/run/commands.hpp"
#include "agent/run/row_printer.hpp"

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
  void add_columns(const Measurement& shape);
  std::vector<Value> cells(const SampleRow& sample, std::size_t row) const;
  template <class Row, class Read, class Rows>
  std::optional<JournalFault> print_pages(JournalQuery query, std::int64_t last, Read read,
                                          Rows rows_of);

  JournalReader& reader_;
  std::string measurement_;
  std::unique_ptr<RowPrinter> printer_;
  WallTime since_;
  std::vector<PrintColumn> columns_;
  std::uint64_t rows_ = 0;
  std::uint64_t damaged_ = 0;
};

/// A measurement whose shape has changed is printed with the columns of all its shapes.
void History::add_columns(const Measurement& shape) {
  const auto add = [this](const PrintColumn& column) {
    const bool known = std::any_of(columns_.begin(), columns_.end(), [&](const auto& other) {
      return other.name == column.name && other.tag == column.tag;
    });
    if (!known) {
      columns_.push_back(column);
    }
  };
  for (const auto& tag : shape.tags) {
    add({tag, true, FieldType::text, false});
  }
  for (const auto& field : shape.fields) {
    add({field.name, false, field.type, false});
  }
}

std::vector<Value> History::cells(const SampleRow& sample, std::size_t row) const {
  std::vector<Value> cells(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    for (std::size_t tag = 0; columns_[i].tag && tag < sample.shape->tags.size(); ++tag) {
      if (sample.shape->tags[tag] == columns_[i].name) {
        cells[i] = sample.rows.tag(row, tag);
      }
    }
    for (std::size_t field = 0; !columns_[i].tag && field < sample.shape->fields.size(); ++field) {
      if (sample.shape->fields[field].name == columns_[i].name) {
        cells[i] = sample.rows.field(row, field);
      }
    }
  }
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
  for (const auto& shape : shapes) {
    add_columns(shape);
  }
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
