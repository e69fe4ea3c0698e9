#include "agent/web/site.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "agent/web/assets.hpp"
#include "agent/web/panel_json.hpp"

namespace livetap::web {

namespace {

/// The number in a query, `instead` when there is none.
std::size_t number(const HttpRequest& request, std::string_view name, std::size_t instead) {
  const auto text = request.query(name);
  std::size_t value = instead;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

RowsQuery rows_query(const HttpRequest& request) {
  RowsQuery query;
  query.search = request.query("search");
  query.sort = request.query("sort");
  query.descending = request.query("order") == "desc";
  query.offset = number(request, "offset", 0);
  query.limit = number(request, "limit", query.limit);
  return query;
}

HttpReply not_found() {
  return text_reply(404, "There is no such page. / shows what there is; docs/api.md lists all.\n");
}

HttpReply not_allowed(std::string_view allowed) {
  auto reply = text_reply(405, "Only " + std::string(allowed) + " is answered here.\n");
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

HttpReply stream_reply() {
  HttpReply reply;
  reply.stream = true;
  reply.content_type = "text/event-stream";
  reply.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  return reply;
}

}  // namespace

void Site::handle(const HttpRequest& request, const HttpAnswer& answer) const {
  if (!gatekeeper_) {
    return answer(text_reply(503, "The agent is starting.\n"));
  }
  if (auto refused = gatekeeper_->refuse(request)) {
    return answer(std::move(*refused));
  }
  if (request.path() == "/-/reload") {
    return request.method == "POST" ? reload(answer) : answer(not_allowed("POST"));
  }
  if (request.method != "GET" && request.method != "HEAD") {
    return answer(not_allowed("GET, HEAD"));
  }
  answer(get(request));
}

HttpReply Site::get(const HttpRequest& request) const {
  constexpr std::string_view api_folder = "/api/";
  const auto path = request.path();
  if (path.starts_with(api_folder)) {
    return api(request, path.substr(api_folder.size()));
  }
  if (path == "/-/healthy") {
    return text_reply(200, "The agent runs.\n");
  }
  if (path == "/-/ready") {
    return ready();
  }
  if (path == "/metrics") {
    return metrics();
  }
  const auto* asset = find_asset(path);
  return asset != nullptr ? asset_reply(*asset, request) : not_found();
}

HttpReply Site::api(const HttpRequest& request, std::string_view what) const {
  if (what == "stream") {
    return stream_reply();
  }
  if (what == "status") {
    return json_reply(status_json(source_.status()));
  }
  if (what == "schema") {
    return schema();
  }
  if (what == "series" || what == "rows") {
    return of_panel(request, what == "rows");
  }
  return what == "events" ? events(request) : not_found();
}

HttpReply Site::schema() const {
  std::string text;
  JsonWriter json(text);
  json.object().key("generation").count(board_.generation());
  json.key("points").count(WindowRings::points).key("measurements").array();
  for (const auto& panel : board_.panels()) {
    write_shape(json, *panel);
  }
  json.end_array().end_object();
  return json_reply(std::move(text));
}

HttpReply Site::of_panel(const HttpRequest& request, bool rows) const {
  const auto* panel = board_.find(request.query("measurement"));
  if (panel == nullptr) {
    return text_reply(404,
                      "There is no such measurement (?measurement=NAME); /api/schema lists "
                      "them.\n");
  }
  std::string text;
  JsonWriter json(text);
  if (rows) {
    write_rows(json, *panel, rows_query(request), std::chrono::steady_clock::now());
  } else {
    write_series(json, *panel);
  }
  return json_reply(std::move(text));
}

HttpReply Site::events(const HttpRequest& request) const {
  EventList::Query query;
  query.type = request.query("type");
  query.service = request.query("service");
  query.limit = std::min(number(request, "limit", query.limit), EventList::most_events);
  std::string text;
  JsonWriter json(text);
  board_.events().write(json, query);
  return json_reply(std::move(text));
}

HttpReply Site::ready() const {
  auto missing = undelivered(source_.status());
  return missing.empty() ? text_reply(200, "Ready: every sink of the config takes what it gets.\n")
                         : text_reply(503, std::move(missing));
}

HttpReply Site::metrics() const {
  auto reply =
      text_reply(200, metrics_text(source_.status(), source_.counters(), process_figures()));
  reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return reply;
}

void Site::reload(const HttpAnswer& answer) const {
  source_.reload([answer](ReloadOutcome outcome) {
    const bool done = outcome.kind == ReloadOutcome::Kind::done;
    const bool busy = outcome.kind == ReloadOutcome::Kind::busy;
    answer(text_reply(done ? 200 : busy ? 409 : 422, std::move(outcome.text)));
  });
}

std::string Site::greeting() const {
  std::string text;
  append_server_sent(text, "hello", "{\"generation\":" + std::to_string(board_.generation()) + "}");
  return text + status_event();
}

std::string Site::status_event() const {
  std::string text;
  append_server_sent(text, "status", status_json(source_.status()));
  return text;
}

}  // namespace livetap::web
