// Targets whose states stand in a file, which is read again at each gather.
#include <livetap/probe.hpp>

#include <fstream>
#include <string>

using namespace livetap::sdk;

namespace {

class Targets {
 public:
  static constexpr ProbeInfo info{.id = "targets", .summary = "What a file says of its targets."};
  static SettingList settings() {
    return {text("file").required().doc("A line a target: NAME up, busy, slow, down or unknown.")};
  }

  explicit Targets(Settings settings) : file_(settings.text("file")) {}
  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    std::ifstream file(file_);
    if (!file) {
      throw ProbeError::unavailable("cannot open " + file_, "write it");
    }
    std::string name;
    std::string state;
    while (file >> name >> state) {
      emit(call, name, state);
    }
    call.done(target_);
  }

 private:
  void emit(Collect& call, const std::string& name, const std::string& state) {
    auto row = call.row(target_);
    row.tags(name).set(check_ms_, state == "busy" ? 10'000.0 : 12.5);
    if (state != "unknown") {
      row.set(up_, state != "down").set(slow_, state == "slow");
    }
    if (state == "down") {
      row.set(reason_, name + " is down").set(hint_, "start " + name);
    } else if (state == "slow") {
      row.set(reason_, name + " is slow");
    }
    row.emit();
  }

  std::string file_;
  Schema schema_{measurement("target")
                     .targets()
                     .tag("name")
                     .boolean("up", "It answers.")
                     .fail_if_false()
                     .events("target_up", "target_down")
                     .boolean("slow", "It takes its time.")
                     .warn_if_true()
                     .number("check_ms", "ms", "How long its check took.")
                     .duration()
                     .text("reason", "What is wrong.")
                     .reason()
                     .text("hint", "The likely cure.")
                     .hint()};
  MeasurementHandle target_ = schema_.measurement("target");
  FieldHandle up_ = schema_.field(target_, "up");
  FieldHandle slow_ = schema_.field(target_, "slow");
  FieldHandle check_ms_ = schema_.field(target_, "check_ms");
  FieldHandle reason_ = schema_.field(target_, "reason");
  FieldHandle hint_ = schema_.field(target_, "hint");
};

}  // namespace

LIVETAP_PROBE(Targets);
