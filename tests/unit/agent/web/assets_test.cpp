#include "agent/web/assets.hpp"

#include <doctest/doctest.h>

using namespace livetap::web;

TEST_CASE("The page and all that it names are in the program") {
  const auto* page = find_asset("/");
  REQUIRE(page != nullptr);
  CHECK(page->content_type == "text/html; charset=utf-8");
  for (const auto* path : {"/page.js", "/page.css", "/dygraph.min.js", "/icon.svg"}) {
    CAPTURE(path);
    CHECK(page->plain.find(std::string_view(path).substr(1)) != std::string_view::npos);
    REQUIRE(find_asset(path) != nullptr);
    CHECK(find_asset(path)->plain.size() > 100);
  }
  CHECK(find_asset("/nothing.js") == nullptr);
}

TEST_CASE("Nothing in the page comes from elsewhere or stands inline") {
  for (const auto& asset : assets()) {
    CAPTURE(asset.path);
    if (asset.path.starts_with("/dygraph")) {
      continue;
    }
    CHECK(asset.plain.find("https://") == std::string_view::npos);
    CHECK(asset.plain.find("style=") == std::string_view::npos);
    CHECK(asset.plain.find("innerHTML") == std::string_view::npos);
  }
}

TEST_CASE("A browser that takes gzip gets it, and one that has the file is told so") {
  const auto& asset = *find_asset("/page.js");
  HttpRequest request;
  const auto plain = asset_reply(asset, request);
  CHECK(*plain.body == asset.plain);
  request.accept_encoding = "gzip, deflate, br";
  const auto packed = asset_reply(asset, request);
  CHECK(packed.body->starts_with("\x1f\x8b"));
  CHECK(packed.body->size() < asset.plain.size());
  request.if_none_match = packed.headers[1].second;
  const auto same = asset_reply(asset, request);
  CHECK(same.status == 304);
  CHECK(same.body == nullptr);
}
