#include "support/faulty_disk.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <new>
#include <thread>

namespace livetap::test {

namespace {

using Fault = FaultyDisk::Fault;

std::atomic<Fault> fault{Fault::none};
std::atomic<int> sync_ms{0};
std::atomic<bool> hangs{false};
std::atomic<bool> skips{false};
std::atomic<int> sync_count{0};
std::atomic<bool> no_shared_memory{false};

sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs our_vfs;

// SQLite allocates as many bytes as the VFS asks for: ours, and the real one's behind.
struct File : sqlite3_file {
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) {
  return static_cast<File*>(file)->real();
}

int write_fault() {
  switch (fault.load()) {
    case Fault::full:
      return SQLITE_FULL;
    case Fault::io_error:
      return SQLITE_IOERR_WRITE;
    case Fault::read_only:
      return SQLITE_READONLY;
    default:
      return SQLITE_OK;
  }
}

int do_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const int failure = write_fault();
  return failure != SQLITE_OK ? failure
                              : real(file)->pMethods->xWrite(real(file), data, size, offset);
}

int do_read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  const int result = real(file)->pMethods->xRead(real(file), data, size, offset);
  if (fault == Fault::damaged && result == SQLITE_OK) {
    std::memset(data, 0x5A, static_cast<std::size_t>(size));
  }
  return result;
}

int do_sync(sqlite3_file* file, int flags) {
  ++sync_count;
  std::this_thread::sleep_for(std::chrono::milliseconds(sync_ms));
  while (hangs) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  if (fault == Fault::no_sync) {
    return SQLITE_IOERR_FSYNC;
  }
  return skips ? SQLITE_OK : real(file)->pMethods->xSync(real(file), flags);
}

int do_close(sqlite3_file* file) {
  return real(file)->pMethods->xClose(real(file));
}
int do_truncate(sqlite3_file* file, sqlite3_int64 size) {
  return real(file)->pMethods->xTruncate(real(file), size);
}
int do_file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int do_lock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int do_unlock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int do_check_lock(sqlite3_file* file, int* taken) {
  return real(file)->pMethods->xCheckReservedLock(real(file), taken);
}
int do_control(sqlite3_file* file, int what, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), what, argument);
}
int do_sector_size(sqlite3_file* file) {
  return real(file)->pMethods->xSectorSize(real(file));
}
int do_characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int do_shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, at);
}
int do_shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void do_shm_barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int do_shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods methods = {2,
                                    do_close,
                                    do_read,
                                    do_write,
                                    do_truncate,
                                    do_sync,
                                    do_file_size,
                                    do_lock,
                                    do_unlock,
                                    do_check_lock,
                                    do_control,
                                    do_sector_size,
                                    do_characteristics,
                                    do_shm_map,
                                    do_shm_lock,
                                    do_shm_barrier,
                                    do_shm_unmap,
                                    nullptr,
                                    nullptr};

/// Version 1 of SQLite's interface knows no shared memory.
sqlite3_io_methods without_shared_memory() {
  auto version_1 = methods;
  version_1.iVersion = 1;
  return version_1;
}
const sqlite3_io_methods plain_methods = without_shared_memory();

int do_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* ours = new (file) File;
  ours->pMethods = nullptr;
  if (fault == Fault::no_open ||
      (fault == Fault::read_only && (flags & SQLITE_OPEN_READWRITE) != 0)) {
    return SQLITE_CANTOPEN;
  }
  const int result = real_vfs->xOpen(real_vfs, name, ours->real(), flags, flags_out);
  if (ours->real()->pMethods != nullptr) {
    ours->pMethods = no_shared_memory ? &plain_methods : &methods;
  }
  return result;
}

}  // namespace

FaultyDisk::FaultyDisk() {
  sqlite3_initialize();
  if (real_vfs == nullptr) {
    real_vfs = sqlite3_vfs_find("unix");
    our_vfs = *real_vfs;
    our_vfs.zName = "faulty";
    our_vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
    our_vfs.xOpen = do_open;
  }
  fail(Fault::none);
  sync_ms = 0;
  hangs = false;
  skips = false;
  no_shared_memory = false;
  sync_count = 0;
  sqlite3_vfs_register(&our_vfs, 1);
}

FaultyDisk::~FaultyDisk() {
  fail(Fault::none);
  release();
  sqlite3_vfs_register(real_vfs, 1);
}

void FaultyDisk::fail(Fault with) {
  fault = with;
}
void FaultyDisk::slow_down(std::chrono::milliseconds sync) {
  sync_ms = static_cast<int>(sync.count());
}
void FaultyDisk::hang() {
  hangs = true;
}
void FaultyDisk::release() {
  hangs = false;
}
void FaultyDisk::take_shared_memory() {
  no_shared_memory = true;
}
void FaultyDisk::skip_syncs() {
  skips = true;
}
int FaultyDisk::syncs() const {
  return sync_count;
}

}  // namespace livetap::test
