// Measurements whose fields come inside collect, well and badly.
#include <livetap/probe.hpp>

using namespace livetap::sdk;

namespace {

class Late {
 public:
  static constexpr ProbeInfo info{.id = "late", .summary = "Declares its fields late."};
  static SettingList settings() {
    return {choice("mode", {"good", "two_shapes", "undeclared", "not_late"})
                .default_value("good")
                .doc("How it behaves: tests/abi/README.md."),
            choice("type", {"int", "text"}).default_value("int").doc("Of the field value.")};
  }

  explicit Late(Settings settings)
      : mode_(settings.text("mode")), text_value_(settings.text("type") == "text") {}
  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    call.gather(late_, [&] { fill(call); });
    call.gather(early_, [&] {
      if (mode_ == "not_late") {
        call.declare(early_, measurement("early").integer("value", "none").text("more"));
      }
      call.row(early_).set(0, 1).emit();
    });
  }

 private:
  void fill(Collect& call) {
    if (mode_ != "undeclared") {
      call.declare(late_, shape(text_value_));
      call.declare(late_, shape(text_value_));
    }
    if (mode_ == "two_shapes") {
      call.declare(late_, shape(!text_value_));
    }
    auto row = call.row(late_);
    text_value_ ? row.tags("one").set(0, "text") : row.tags("one").set(0, 5);
    row.emit();
  }

  static Measurement shape(bool text) {
    auto shape = measurement("late").tag("name");
    return text ? std::move(shape).text("value") : std::move(shape).integer("value", "none");
  }

  std::string mode_;
  bool text_value_;
  Schema schema_{measurement("late").late(), measurement("early").integer("value", "none")};
  MeasurementHandle late_ = schema_.measurement("late");
  MeasurementHandle early_ = schema_.measurement("early");
};

}  // namespace

LIVETAP_PROBE(Late);
