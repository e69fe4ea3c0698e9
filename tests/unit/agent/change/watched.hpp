#pragma once

#include <boost/json/parse.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/change/field_watch.hpp"
#include "agent/route/route.hpp"

namespace livetap::test {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

inline Field field(std::string name, FieldType type) {
  Field made;
  made.name = std::move(name);
  made.type = type;
  return made;
}

/// Targets as the services plugin has them, in short.
inline Measurement service() {
  Measurement shape;
  shape.name = "service";
  shape.tags = {"service"};
  shape.targets = true;
  shape.fields = {field("up", FieldType::boolean), field("error", FieldType::text),
                  field("hint", FieldType::text)};
  shape.fields[0].fail_if_false = true;
  shape.fields[0].event_true = "service_up";
  shape.fields[0].event_false = "service_down";
  shape.fields[1].reason = true;
  shape.fields[2].hint = true;
  return shape;
}

/// Series without a bad state, as a query of the postgres plugin has them.
inline Measurement subscription(OnEmpty on_empty = OnEmpty::null) {
  Measurement shape;
  shape.name = "subscription";
  shape.tags = {"channel", "symbol"};
  shape.fields = {field("active", FieldType::boolean)};
  shape.fields[0].event_true = "subscription_on";
  shape.fields[0].event_false = "subscription_off";
  shape.on_empty = on_empty;
  return shape;
}

/// The gathers of one measurement, a second apart, through a route.
class Gathers {
 public:
  explicit Gathers(Measurement shape, Milliseconds series_ttl = 1h)
      : shape_(std::move(shape)), route_(shape_, cap_, {.series_ttl = series_ttl}) {
    begin();
  }

  /// A row; fields in the order of the schema, what is left out is null.
  void row(const std::vector<std::string_view>& tags, std::vector<Value> values) {
    gather_.rows.begin_row();
    for (const auto tag : tags) {
      gather_.rows.add_tag(tag);
    }
    values.resize(shape_.fields.size());
    for (const auto& value : values) {
      gather_.rows.add(value);
    }
  }

  Snapshot close(std::optional<Error> error = {}, Milliseconds after = 1s) {
    now.steady += after;
    now.wall += after;
    gather_.time = now.wall;
    gather_.error = std::move(error);
    auto snapshot = route_.accept(gather_, now.steady);
    begin();
    return snapshot;
  }

  Moment now{SteadyTime() + 1000h, WallTime(1'700'000'000'000ms)};

 private:
  void begin() {
    gather_ = {};
    gather_.rows = RowBlock(shape_.tags.size(), shape_.fields.size());
  }

  Measurement shape_;
  SeriesCap cap_;
  Route route_;
  Gather gather_;
};

inline boost::json::value attributes(const Event& event) {
  return boost::json::parse(event.attributes);
}

}  // namespace livetap::test
