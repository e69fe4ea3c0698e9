#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "agent/worker/plugin_catalog.hpp"

namespace livetap {

namespace fs = std::filesystem;

namespace {

Error refusal(const fs::path& file, const std::string& why, const std::string& cure) {
  return {ErrorKind::config,
          "the plugin " + file.string() + " is refused: " + why +
              ", so that anybody could have put it there",
          cure, ""};
}

/// Of the file itself, or of a folder above it.
std::optional<Error> danger_of(const fs::path& file, const fs::path& part) {
  struct stat status {};
  if (::stat(part.c_str(), &status) != 0) {
    return Error{ErrorKind::config, "cannot read " + part.string() + ": no such file, or no right",
                 "", ""};
  }
  const bool writable = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  const bool sticky_of_root =
      S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0 && status.st_uid == 0;
  if (writable && !sticky_of_root) {
    return refusal(file, part.string() + " is writable by group or others",
                   "chmod go-w " + part.string());
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return refusal(file, part.string() + " belongs to another user",
                   "chown root " + part.string() + ", or run the agent as its owner");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> plugin_file_danger(const fs::path& file) {
  std::error_code error;
  // What is loaded in the end, whatever links lead there.
  const auto real = fs::canonical(file, error);
  if (error) {
    return Error{ErrorKind::config, "cannot read " + file.string() + ": " + error.message(), "",
                 ""};
  }
  for (auto part = real;; part = part.parent_path()) {
    if (auto danger = danger_of(real, part)) {
      return danger;
    }
    if (part == part.root_path()) {
      return std::nullopt;
    }
  }
}

}  // namespace livetap
