#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/web/http_message.hpp"

namespace livetap::web {

/// A file of the status page, embedded in the program at build time, plain and gzipped.
struct Asset {
  std::string_view path;  ///< /page.js
  std::string_view content_type;
  std::string_view plain;
  std::string_view gzipped;
};

/// All of them; made by agent/web/page/embed.cmake.
const std::vector<Asset>& assets();

/// The file that is asked for, or nothing. A browser that has it already is told so.
const Asset* find_asset(std::string_view path);
HttpReply asset_reply(const Asset& asset, const HttpRequest& request);

}  // namespace livetap::web
