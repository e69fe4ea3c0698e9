// Numbers its events from 1 on and keeps the next number in its state: nothing may be lost or come
// twice, whoever is killed when.
#include <charconv>
#include <livetap/probe.hpp>
#include <string>

using namespace livetap::sdk;

namespace {

class Counting {
 public:
  static constexpr ProbeInfo info{.id = "counting", .summary = "Numbers its events."};
  static SettingList settings() {
    return {integer("value").default_value("1").doc("Events a batch."),
            choice("type", {"int", "text"}).default_value("int").doc("Of the field next.")};
  }

  explicit Counting(Settings settings)
      : events_(settings.integer("value")),
        is_text_(settings.optional_text("type").value_or("int") == "text"),
        schema_(is_text_ ? Schema{measurement("counting").text("next")}
                         : Schema{measurement("counting").integer("next", "none").counter()}) {}
  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    auto next = next_number(call);
    for (std::int64_t i = 0; i < events_; ++i) {
      const auto number = std::to_string(next++);
      const auto attributes = R"({"number": )" + number + "}";
      call.event(
          {.type = "counted", .service = "counter", .message = number, .attributes = attributes});
    }
    call.state_put("next", std::to_string(next));
    auto row = call.row(counting_);
    is_text_ ? row.set(next_, std::to_string(next)).emit() : row.set(next_, next).emit();
    call.done(counting_);
  }

 private:
  static std::int64_t next_number(const Host& host) {
    std::int64_t next = 1;
    if (const auto kept = host.state_get("next")) {
      std::from_chars(kept->data(), kept->data() + kept->size(), next);
    }
    return next;
  }

  std::int64_t events_;
  bool is_text_;
  Schema schema_;
  MeasurementHandle counting_ = schema_.measurement("counting");
  FieldHandle next_ = schema_.field(counting_, "next");
};

}  // namespace

LIVETAP_PROBE(Counting);
