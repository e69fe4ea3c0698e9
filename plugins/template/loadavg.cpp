// A complete probe, to copy: how busy a machine is, from /proc/loadavg.
#include <fstream>
#include <livetap/probe.hpp>

using namespace livetap::sdk;

class Loadavg {
 public:
  static constexpr ProbeInfo info{
      .id = "loadavg", .summary = "How many tasks want to run.", .version = "1.0", .interval = 5s};

  static SettingList settings() {
    return {text("file").default_value("/proc/loadavg").doc("Where the numbers are read."),
            number("busy").default_value("0").doc("A load above it is a warning; 0: none is.")};
  }

  explicit Loadavg(Settings settings)
      : file_(settings.text("file")), busy_(settings.number("busy")) {
    if (busy_ < 0) {
      settings.child("busy").fail("busy is negative", "leave it out, or give a load such as 8");
    }
  }

  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    std::ifstream file(file_);
    if (!file) {
      throw ProbeError::unavailable("cannot open " + file_, "is this Linux?");
    }
    double load = 0;
    if (!(file >> load)) {
      throw ProbeError::protocol(file_ + " does not begin with a number");
    }
    call.row(loadavg_).set(load_, load).set(is_busy_, busy_ > 0 && load > busy_).emit();
    call.done(loadavg_);
  }

 private:
  std::string file_;
  double busy_;
  Schema schema_{measurement("loadavg")
                     .doc("One row a gather.")
                     .number("load", "short", "Tasks that want to run, mean of a minute.")
                     .boolean("is_busy", "The load is above the setting busy.")
                     .warn_if_true()};
  MeasurementHandle loadavg_ = schema_.measurement("loadavg");
  FieldHandle load_ = schema_.field(loadavg_, "load");
  FieldHandle is_busy_ = schema_.field(loadavg_, "is_busy");
};

LIVETAP_PROBE(Loadavg);
