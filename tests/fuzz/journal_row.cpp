// The rows of a sample as they stand in the journal. So that a fuzzer gets past the checksum, the
// right one is put behind the input; the input as it is must be refused, but for one in 2^32.
#include <string>

#include "agent/journal/sample_blob.hpp"
#include "agent/model/checksum.hpp"
#include "agent/worker/byte_writer.hpp"
#include "fuzz/target.hpp"

namespace {

using namespace livetap;

Measurement shape() {
  Measurement made;
  made.name = "queue";
  made.tags = {"queue", "vhost"};
  for (const auto* name : {"messages", "rate", "lagging", "reason"}) {
    Field field;
    field.name = name;
    made.fields.push_back(field);
  }
  return made;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  static const auto of = shape();
  const auto check = journal::shape_check("queue", "{}");
  const WallTime time(Milliseconds(1'700'000'000'123));
  static_cast<void>(journal::rows_of_blob(bytes, of, check, time));

  worker::ByteWriter stamp;
  stamp.signed_number(time.time_since_epoch().count());
  const auto sum = checksum({stamp.take(), bytes}, check);
  std::string signed_bytes(bytes);
  for (int shift = 0; shift < 32; shift += 8) {
    signed_bytes += static_cast<char>(sum >> shift & 0xFF);
  }
  if (const auto rows = journal::rows_of_blob(signed_bytes, of, check, time)) {
    const auto again = journal::sample_blob(*rows, check, time);
    const auto same = journal::rows_of_blob(again, of, check, time);
    fuzz::must(same && same->size() == rows->size(),
               "rows that were read can be kept and read again");
    fuzz::must(journal::sample_blob(*same, check, time) == again, "and are the same then");
  }
  return 0;
}
