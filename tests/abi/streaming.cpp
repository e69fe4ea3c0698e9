// A streaming probe: closes a gather every 20 ms, or does what its mode says instead.
#include <poll.h>
#include <unistd.h>

#include <livetap/probe.hpp>

using namespace livetap::sdk;

namespace {

class Streaming {
 public:
  static constexpr ProbeInfo info{
      .id = "streaming", .summary = "Streams a counter.", .streaming = true};
  static SettingList settings() {
    return {choice("mode", {"steady", "unflushed", "silent", "deaf", "lost", "crash", "told"})
                .default_value("steady")
                .doc("How it behaves: tests/abi/README.md.")};
  }

  explicit Streaming(Settings settings) : mode_(settings.text("mode")) {}
  const Schema& schema() const { return schema_; }

  void collect(Collect& call) {
    call.status("connected");
    while (!call.cancelled() || mode_ == "deaf") {
      if (mode_ == "told") {
        const bool stays = call.deadline() == std::chrono::steady_clock::time_point::max();
        const std::chrono::milliseconds::rep interval =
            call.interval() / std::chrono::milliseconds(1);
        call.row(stream_).tags(stays ? "stays" : "one round").set(count_, interval).emit();
        call.done(stream_);
        return;
      }
      if (mode_ != "silent") {
        call.row(stream_).tags("one").set(count_, ++counted_).emit();
      }
      if (mode_ != "silent" && mode_ != "unflushed") {
        call.done(stream_);
      }
      if (counted_ % 5 == 0 && mode_ == "lost") {
        throw ProbeError::unavailable("the source of the stream is gone");
      }
      if (counted_ % 5 == 0 && mode_ == "crash") {
        ::_exit(1);
      }
      pollfd wait{call.cancel_fd(), POLLIN, 0};
      ::poll(&wait, 1, 20);
    }
  }

 private:
  std::string mode_;
  std::int64_t counted_ = 0;
  Schema schema_{measurement("stream").tag("name").integer("count", "none").counter()};
  MeasurementHandle stream_ = schema_.measurement("stream");
  FieldHandle count_ = schema_.field(stream_, "count");
};

}  // namespace

LIVETAP_PROBE(Streaming);
