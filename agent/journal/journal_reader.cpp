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

/// The highest id that a table ever had, be its row there or not.
std::int64_t last_id(Database& db, const char* table) {
  return db.number(std::string("select seq from sqlite_sequence where name = '") + table + "'");
}

/// What a page has room for yet.
class Room {
 public:
  explicit Room(const JournalQuery& query) : rows_(query.rows), bytes_(query.bytes) {}

  bool is_left() const { return rows_ > 0 && bytes_ > 0; }
  void take(std::size_t bytes) {
    --rows_;
    bytes_ -= std::min(bytes, bytes_);
  }

 private:
  std::size_t rows_;
  std::size_t bytes_;
};

template <class Row>
void add(JournalPage<Row>& page, std::optional<Row> row) {
  if (row) {
    page.rows.push_back(*std::move(row));
  } else {
    ++page.damaged;
  }
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
  return open_without_trace(path_, file_->db, fallback_ == Fallback::file_alone);
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
    runs_.back().last_sample = last_id(db, "sample");
    runs_.back().last_event = last_id(db, "event");
  }
  db.run("commit");
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
  row.add(last_id(*file_->db, table)).add(ms(since));
  return row.next() ? row.number(0) : 0;
}

std::optional<JournalFault> JournalReader::samples(const JournalQuery& query,
                                                   JournalPage<SampleRow>& page) {
  page = {};
  page.last = query.after;
  if (!file_) {
    return std::nullopt;
  }
  Room room(query);
  Statement rows(*file_->db,
                 "select id, taken, time, shape, row_count, rows from sample "
                 "where id > ? and id <= ? and time >= ? and (? = '' or shape in "
                 "(select id from shape where measurement = ?)) order by id");
  rows.add(query.after).add(query.up_to).add(ms(query.since));
  rows.add(std::string_view(query.measurement)).add(std::string_view(query.measurement));
  while (room.is_left() && rows.next()) {
    page.last = rows.number(0);
    auto sample = file_->sample_of(rows);
    room.take(sample ? sample->rows.bytes() : 0);
    add(page, std::move(sample));
  }
  if (room.is_left() && !runs_.empty()) {
    page.last = std::max(page.last, std::min(query.up_to, runs_.back().last_sample));
  }
  auto failed = fault();
  if (failed) {
    page = {{}, query.after, 0};
  }
  return failed;
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
  page = {};
  page.last = query.after;
  if (!file_) {
    return std::nullopt;
  }
  Room room(query);
  Statement rows(*file_->db,
                 std::string("select ") + event_columns +
                     ", id, taken from event where id > ? and id <= ? and time >= ? order by id");
  rows.add(query.after).add(query.up_to).add(ms(query.since));
  while (room.is_left() && rows.next()) {
    page.last = rows.number(7);
    auto event = event_of(rows);
    room.take(event ? event->message.size() + event->attributes.size() : 0);
    add(page, event ? std::optional(EventRow{page.last, wall(rows.number(8)), *std::move(event)})
                    : std::nullopt);
  }
  if (room.is_left() && !runs_.empty()) {
    page.last = std::max(page.last, std::min(query.up_to, runs_.back().last_event));
  }
  auto failed = fault();
  if (failed) {
    page = {{}, query.after, 0};
  }
  return failed;
}

}  // namespace livetap::journal
