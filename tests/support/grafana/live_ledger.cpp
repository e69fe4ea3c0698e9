#include "support/grafana/live_ledger.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace livetap::test {
namespace {

namespace json = boost::json;

constexpr std::size_t kept_messages = 1000;
constexpr std::size_t name_limit = 160;

bool is_channel_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

std::int64_t wall_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

json::value schema_json(const LiveFrame& frame) {
  json::array fields;
  fields.push_back({{"name", "labels"}, {"type", "string"}});
  fields.push_back({{"name", "time"}, {"type", "time"}});
  for (const auto& field : frame.fields) {
    fields.push_back({{"name", field.name}, {"type", field.type}});
  }
  return {{"schema", {{"name", frame.name}, {"fields", std::move(fields)}}}};
}

}  // namespace

bool LiveLedger::accept(const std::string& stream, std::string_view payload) {
  const auto parsed = parse_lines(payload);
  if (const auto* fault = std::get_if<ParseFault>(&parsed)) {
    reject("line " + std::to_string(fault->line) + ": " + fault->what, payload);
    return false;
  }
  auto frames = build_frames(std::get<std::vector<ParsedLine>>(parsed), wall_ms());
  for (const auto& frame : frames) {
    const auto channel = "stream/" + stream + "/" + frame.name;
    if (!is_channel_name(frame.name) || channel.size() > name_limit) {
      reject("not a channel name: " + channel, payload);
      return false;
    }
  }
  const std::lock_guard lock(mutex_);
  for (auto& frame : frames) {
    auto& channel = channels_["stream/" + stream + "/" + frame.name];
    const auto schema = frame.schema();
    if (channel.schemas.empty() || channel.schemas.back() != schema) {
      channel.schemas.push_back(schema);
    }
    ++channel.count;
    channel.messages.push_back({std::move(frame), std::chrono::steady_clock::now()});
    if (channel.messages.size() > kept_messages) channel.messages.pop_front();
  }
  changed_.notify_all();
  return true;
}

void LiveLedger::reject(std::string reason, std::string_view payload) {
  const std::lock_guard lock(mutex_);
  rejected_.push_back({std::move(reason), std::string(payload.substr(0, 1000))});
  changed_.notify_all();
}

std::vector<std::string> LiveLedger::channels() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, channel] : channels_) names.push_back(name);
  return names;
}

std::vector<ReceivedMessage> LiveLedger::messages(const std::string& channel, Moment since) const {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return {};
  const auto& messages = found->second.messages;
  return {std::lower_bound(
              messages.begin(), messages.end(), since,
              [](const ReceivedMessage& message, Moment moment) { return message.at < moment; }),
          messages.end()};
}

std::optional<ReceivedMessage> LiveLedger::newest(const std::string& channel) const {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return std::nullopt;
  return found->second.messages.back();
}

std::size_t LiveLedger::message_count(const std::string& channel) const {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(channel);
  return found == channels_.end() ? 0 : found->second.count;
}

std::vector<std::string> LiveLedger::schemas(const std::string& channel) const {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(channel);
  return found == channels_.end() ? std::vector<std::string>{} : found->second.schemas;
}

std::vector<RejectedMessage> LiveLedger::rejected() const {
  const std::lock_guard lock(mutex_);
  return rejected_;
}

std::string LiveLedger::list_json() const {
  const std::lock_guard lock(mutex_);
  const auto minute_ago = std::chrono::steady_clock::now() - std::chrono::minutes(1);
  json::array list;
  for (const auto& [name, channel] : channels_) {
    const auto rate = std::count_if(channel.messages.begin(), channel.messages.end(),
                                    [&](const auto& message) { return message.at > minute_ago; });
    list.push_back({{"channel", name},
                    {"minute_rate", rate},
                    {"data", schema_json(channel.messages.back().frame)}});
  }
  return json::serialize(json::value{{"channels", std::move(list)}});
}

void LiveLedger::wait_for_change(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most);
}

}  // namespace livetap::test
