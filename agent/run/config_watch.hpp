#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "agent/model/error.hpp"

namespace livetap {

/// Calls when a config changes on the disk: in the folders of its files, any file that ends in
/// .yaml or .yml, and the links that a mounted folder is exchanged by (..data). What comes within
/// half a second of the last change is one change. Event loop thread.
class ConfigWatch {
 public:
  /// `changed` must not outlive the watch.
  ConfigWatch(boost::asio::io_context& io, std::function<void()> changed);
  ~ConfigWatch();
  ConfigWatch(const ConfigWatch&) = delete;
  ConfigWatch& operator=(const ConfigWatch&) = delete;

  /// Watches these folders from now on, and no others.
  Result<void> watch(const std::vector<std::filesystem::path>& folders);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap
