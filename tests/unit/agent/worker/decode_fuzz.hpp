#pragma once

#include <string_view>

namespace livetap::worker {

/// Reads any bytes as what a worker wrote: as a stream of frames, and as the body of one.
void fuzz_wire(std::string_view bytes);

}  // namespace livetap::worker
