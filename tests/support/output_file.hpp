#pragma once

#include <filesystem>
#include <string>

namespace livetap::test {

// Where a child writes: a file in memory that can be read while it grows and is never full.
class OutputFile {
 public:
  OutputFile();                                       // in memory
  explicit OutputFile(const std::filesystem::path&);  // appended to, never read
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  int descriptor() const { return descriptor_; }
  std::string content() const;

 private:
  int descriptor_ = -1;
  bool readable_ = true;
};

}  // namespace livetap::test
