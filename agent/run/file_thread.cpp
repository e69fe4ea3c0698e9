#include "agent/run/file_thread.hpp"

#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "agent/run/whole_file.hpp"

namespace livetap {

namespace {

constexpr Milliseconds patience{1'500};

}  // namespace

/// Whoever is last to let go frees it: a thread that hangs in the disk cannot be waited for.
struct FileThread::Shared {
  std::filesystem::path file;
  std::thread thread;

  std::mutex mutex;
  std::condition_variable changed;
  std::function<std::string()> next;
  std::optional<Result<void>> last;
  bool stopping = false;
  bool ended = false;
};

FileThread::FileThread(std::filesystem::path file) : shared_(std::make_shared<Shared>()) {
  shared_->file = std::move(file);
}

FileThread::~FileThread() {
  std::unique_lock lock(shared_->mutex);
  shared_->stopping = true;
  shared_->changed.notify_all();
  if (!shared_->thread.joinable()) {
    return;
  }
  const bool ended = shared_->changed.wait_for(lock, patience, [this] { return shared_->ended; });
  lock.unlock();
  ended ? shared_->thread.join() : shared_->thread.detach();
}

void FileThread::write(std::function<std::string()> bytes) {
  const std::lock_guard lock(shared_->mutex);
  shared_->next = std::move(bytes);
  if (!shared_->thread.joinable()) {
    try {
      shared_->thread = std::thread([shared = shared_] { run(shared); });
    } catch (const std::system_error& error) {
      shared_->last = Error{ErrorKind::unavailable,
                            std::string("no thread left to write a file: ") + error.what(), "", ""};
    }
  }
  shared_->changed.notify_all();
}

std::optional<Result<void>> FileThread::last() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->last;
}

void FileThread::run(const std::shared_ptr<Shared>& shared) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
  pthread_setname_np(pthread_self(), "livetap-file");
  std::unique_lock lock(shared->mutex);
  while (true) {
    shared->changed.wait(lock, [&] { return shared->next || shared->stopping; });
    if (!shared->next) {
      break;
    }
    const auto bytes = std::exchange(shared->next, nullptr);
    lock.unlock();
    auto result = write_whole_file(shared->file, bytes());
    lock.lock();
    shared->last = std::move(result);
  }
  shared->ended = true;
  shared->changed.notify_all();
}

}  // namespace livetap
