#include "agent/web/assets.hpp"

#include <algorithm>
#include <functional>

namespace livetap::web {

const Asset* find_asset(std::string_view path) {
  const auto& all = assets();
  const auto wanted = path == "/" ? std::string_view("/index.html") : path;
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const Asset& asset) { return asset.path == wanted; });
  return at == all.end() ? nullptr : &*at;
}

HttpReply asset_reply(const Asset& asset, const HttpRequest& request) {
  HttpReply reply;
  reply.content_type = asset.content_type;
  const auto tag = '"' + std::to_string(std::hash<std::string_view>{}(asset.plain)) + '"';
  // The page is the agent's own version of it: asked for each time, sent only when it changed.
  reply.headers = {{"Cache-Control", "no-cache"}, {"ETag", tag}, {"Vary", "Accept-Encoding"}};
  if (request.if_none_match == tag) {
    reply.status = 304;
    return reply;
  }
  const bool gzip = request.accept_encoding.find("gzip") != std::string::npos;
  if (gzip) {
    reply.headers.emplace_back("Content-Encoding", "gzip");
  }
  reply.body = std::make_shared<const std::string>(gzip ? asset.gzipped : asset.plain);
  return reply;
}

}  // namespace livetap::web
