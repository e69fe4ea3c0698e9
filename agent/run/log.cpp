#include "agent/run/log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <chrono>

#include "agent/model/utc.hpp"

namespace livetap {

std::string log_line(std::string_view message) {
  std::string line;
  line.reserve(message.size());
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto c = static_cast<unsigned char>(message[i]);
    const auto rest = message.substr(i);
    if (c < 0x20 || c == 0x7f) {
      line += ' ';
    } else if (rest.starts_with("\u2028") || rest.starts_with("\u2029")) {
      line += ' ';
      i += 2;
    } else {
      line += message[i];
    }
  }
  return line;
}

namespace {

std::string utc_of(spdlog::log_clock::time_point at) {
  return utc(std::chrono::time_point_cast<Milliseconds>(at));
}

class LineFormatter : public spdlog::formatter {
 public:
  LineFormatter(LogFormat format, SecretMask secrets)
      : format_(format), secrets_(std::move(secrets)) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto text = log_line(secrets_.mask({message.payload.data(), message.payload.size()}));
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string_view level_name(level.data(), level.size());
    const auto line =
        format_ == LogFormat::json
            ? boost::json::serialize(boost::json::value{
                  {"time", utc_of(message.time)}, {"level", level_name}, {"message", text}})
            : fmt::format("{} {:<7} {}", utc_of(message.time), level_name, text);
    out.append(line.data(), line.data() + line.size());
    out.push_back('\n');
  }

  std::unique_ptr<formatter> clone() const override {
    return std::make_unique<LineFormatter>(format_, secrets_);
  }

 private:
  LogFormat format_;
  SecretMask secrets_;
};

}  // namespace

void set_up_log(LogFormat format, const std::string& level, SecretMask secrets) {
  auto logger = std::make_shared<spdlog::logger>("livetap",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<LineFormatter>(format, std::move(secrets)));
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace livetap
