#include "agent/journal/journal_reader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "agent/journal/event_row.hpp"
#include "agent/journal/journal_reading.hpp"
#include "agent/journal/sample.hpp"
#include "agent/journal/sample_blob.hpp"
#include "agent/journal/sqlite.hpp"

namespace livetap::journal {

namespace {

WallTime wall(std::int64_t ms) {
  return WallTime(Milliseconds(ms));
}

std::int64_t ms(WallTime time) {
  return time.time_since_epoch().count();
}

constexpr WalkedTable sample_table{
    "sample", "id, taken, time, shape, row_count, rows", 6, 0,
    "time >= ?1 and (?2 = '' or shape in (select id from shape where measurement = ?2))"};

/// event_columns first.
const std::string event_and_id = std::string(event_columns) + ", id, taken";
const WalkedTable event_table{"event", event_and_id.c_str(), 9, 7, "time >= ?1"};

std::size_t bytes_of(const SampleRow& row) {
  return row.rows.bytes();
}

std::size_t bytes_of(const EventRow& row) {
  return row.event.message.size() + row.event.attributes.size();
}

std::optional<EventRow> event_row_of(const Statement& row) {
  auto event = event_of(row);
  return event ? std::optional(EventRow{row.number(7), wall(row.number(8)), *std::move(event)})
               : std::nullopt;
}

bool is_same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

struct JournalReader::File {
  struct Shape {
    std::shared_ptr<const Measurement> measurement;  // nullptr: its text makes no sense
    std::uint32_t check = 0;
  };

  const Shape& shape_of(std::int64_t id);
  std::optional<SampleRow> sample_of(const Statement& row);

  std::unique_ptr<Database> db;
  struct stat place {};
  std::map<std::int64_t, Shape> shapes;
};

const JournalReader::File::Shape& JournalReader::File::shape_of(std::int64_t id) {
  const auto known = shapes.find(id);
  if (known != shapes.end()) {
    return known->second;
  }
  Shape shape;
  Statement row(*db, "select measurement, shape from shape where id = ?");
  row.add(id);
  if (row.next()) {
    const auto text = row.bytes(1);
    if (auto measurement = measurement_of(row.bytes(0), text)) {
      shape.check = shape_check(measurement->name, text);
      shape.measurement = std::make_shared<const Measurement>(*std::move(measurement));
    }
  }
  if (db->is_corrupt()) {
    db->forgive();  // its samples make no sense, and the others are read
  }
  return shapes[id] = std::move(shape);
}

std::optional<SampleRow> JournalReader::File::sample_of(const Statement& row) {
  SampleRow sample;
  sample.id = row.number(0);
  sample.taken = wall(row.number(1));
  sample.time = wall(row.number(2));
  const auto& shape = shape_of(row.number(3));
  if (!shape.measurement) {
    return std::nullopt;
  }
  auto rows = rows_of_blob(row.bytes(5), *shape.measurement, shape.check, sample.time);
  if (!rows || static_cast<std::int64_t>(rows->size()) != row.number(4)) {
    return std::nullopt;
  }
  sample.shape = shape.measurement;
  sample.rows = *std::move(rows);
  return sample;
}

JournalReader::JournalReader(std::filesystem::path file, Fallback fallback)
    : path_(std::move(file)), fallback_(fallback) {}

JournalReader::~JournalReader() = default;

std::optional<JournalFault> JournalReader::open() {
  file_ = std::make_unique<File>();
  ::stat(path_.c_str(), &file_->place);
  return open_without_trace(path_, file_->db, fallback_);
}

std::optional<JournalFault> JournalReader::refresh() {
  std::optional<JournalFault> fault;
  struct stat now {};
  if (::stat(path_.c_str(), &now) != 0) {
    fault = JournalFault{JournalFault::Kind::away, path_.string() + " is not there",
                         "start the agent: it makes the file"};
  } else if (!file_ || !is_same_file(file_->place, now)) {
    fault = open();
  }
  if (!fault) {
    fault = read_runs();
  }
  if (fault) {
    file_.reset();
    runs_.clear();
  }
  return fault;
}

std::optional<JournalFault> JournalReader::read_runs() {
  runs_.clear();
  auto& db = *file_->db;
  db.run("begin");  // the runs and the ids of one moment
  Statement rows(db, "select id, after_sample, after_event from run order by number");
  while (rows.next()) {
    if (!runs_.empty()) {
      runs_.back().last_sample = rows.number(1);
      runs_.back().last_event = rows.number(2);
    }
    runs_.push_back({rows.bytes(0), rows.number(1), 0, rows.number(2), 0});
  }
  if (!runs_.empty()) {
    runs_.back().last_sample = highest_id(db, "sample");
    runs_.back().last_event = highest_id(db, "event");
  }
  if (auto failed = fault()) {
    return failed;
  }
  db.run("rollback");  // a commit would report damage that was met on the way once more
  return fault();
}

/// What went wrong since the last time.
std::optional<JournalFault> JournalReader::fault() {
  if (file_->db->ok()) {
    return std::nullopt;
  }
  auto fault = fault_of(*file_->db, path_);
  file_->db->forgive();
  file_->db->run("rollback");
  file_->db->forgive();
  return fault;
}

std::optional<JournalFault> JournalReader::shapes(std::vector<Measurement>& shapes) {
  shapes.clear();
  if (!file_) {
    return std::nullopt;
  }
  Statement rows(*file_->db, "select measurement, shape from shape order by id");
  while (rows.next()) {
    if (auto shape = measurement_of(rows.bytes(0), rows.bytes(1))) {
      shapes.push_back(*std::move(shape));
    }
  }
  return fault();
}

std::int64_t JournalReader::sample_before(WallTime since) {
  return file_ ? row_before("sample", since) : 0;
}

std::int64_t JournalReader::event_before(WallTime since) {
  return file_ ? row_before("event", since) : 0;
}

/// By the index of times: the rows before are not looked at. A query finds what a fault hides here.
std::int64_t JournalReader::row_before(const char* table, WallTime since) {
  const auto name = std::string(table);
  Statement row(*file_->db, "select coalesce(min(id) - 1, ?) from " + name + " indexed by " + name +
                                "_time where time >= ?");
  row.add(highest_id(*file_->db, table)).add(ms(since));
  return row.next() ? row.number(0) : 0;
}

template <class Row, class Decode>
std::optional<JournalFault> JournalReader::read(const WalkedTable& table, const JournalQuery& query,
                                                std::int64_t last, Decode decode,
                                                JournalPage<Row>& page) {
  TableWalk walk(*file_->db, table, query, last,
                 [&](const Statement& row) -> std::optional<std::size_t> {
                   auto decoded = decode(row);
                   if (!decoded) {
                     return std::nullopt;
                   }
                   page.rows.push_back(*std::move(decoded));
                   return bytes_of(page.rows.back());
                 });
  if (!walk.run()) {
    page = {{}, query.after, 0};
    return fault();
  }
  page.last = walk.last();
  page.damaged = walk.damaged();
  return std::nullopt;
}

std::optional<JournalFault> JournalReader::samples(const JournalQuery& query,
                                                   JournalPage<SampleRow>& page) {
  page = {{}, query.after, 0};
  if (!file_ || runs_.empty()) {
    return std::nullopt;
  }
  return read(
      sample_table, query, runs_.back().last_sample,
      [this](const Statement& row) { return file_->sample_of(row); }, page);
}

std::uint64_t JournalReader::count(const std::string& measurement, std::int64_t after,
                                   std::int64_t up_to) {
  if (!file_) {
    return 0;
  }
  Statement rows(*file_->db,
                 "select count(*) from sample where id > ? and id <= ? and shape in "
                 "(select id from shape where measurement = ?)");
  rows.add(after).add(up_to).add(std::string_view(measurement));
  const auto found = rows.next() ? rows.number(0) : 0;
  return fault() ? 0 : static_cast<std::uint64_t>(found);
}

std::optional<JournalFault> JournalReader::events(const JournalQuery& query,
                                                  JournalPage<EventRow>& page) {
  page = {{}, query.after, 0};
  if (!file_ || runs_.empty()) {
    return std::nullopt;
  }
  return read(event_table, query, runs_.back().last_event, event_row_of, page);
}

}  // namespace livetap::journal
