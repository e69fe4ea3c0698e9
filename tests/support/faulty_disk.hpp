#pragma once

#include <chrono>

namespace livetap::test {

// A disk that fails on demand, under every SQLite file that this process opens while one lives.
// One at a time; the calls are safe from any thread.
//
//   FaultyDisk disk;
//   disk.fail(FaultyDisk::Fault::full);
//   CHECK(file.write(items)->what.find("full") != std::string::npos);
//   disk.fail(FaultyDisk::Fault::none);
class FaultyDisk {
 public:
  enum class Fault {
    none,
    full,       // no byte more
    io_error,   // writes fail
    no_sync,    // syncs fail; what was written before stays
    read_only,  // nothing can be opened for writing, nor written
    no_open,    // nothing can be opened at all
    damaged,    // what is read is not what was written
  };

  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  void fail(Fault fault);
  // Each sync takes so much longer from now on.
  void slow_down(std::chrono::milliseconds sync);
  // The next sync and all that follow do not return before release().
  void hang();
  void release();

  // Files that are opened from now on have no shared memory, as on a network's disk.
  void take_shared_memory();

  // Syncs do nothing: for tests that open thousands of files and crash none.
  void skip_syncs();

  // Syncs since the beginning.
  int syncs() const;
};

}  // namespace livetap::test
