#include "integration/line_protocol/influx_server.hpp"

#include <cctype>
#include <stdexcept>

#include "tests/support/wait_until.hpp"

namespace livetap::test {

namespace {

std::string config(const TempFolder& folder, std::uint16_t http_port, std::uint16_t backup_port) {
  const auto path = [&](std::string_view name) { return '"' + (folder / name).string() + '"'; };
  const auto address = [](std::uint16_t port) {
    return "\"127.0.0.1:" + std::to_string(port) + '"';
  };
  return "reporting-enabled = false\nbind-address = " + address(backup_port) +
         "\n[meta]\ndir = " + path("meta") + "\n[data]\ndir = " + path("data") +
         "\nwal-dir = " + path("wal") +
         "\nmax-series-per-database = 0\nmax-values-per-tag = 0\nquery-log-enabled = false"
         "\n[monitor]\nstore-enabled = false"
         "\n[http]\nlog-enabled = false\nmax-body-size = 0\nbind-address = " +
         address(http_port) + "\n";
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      out += c;
    } else {
      out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  return out;
}

constexpr std::chrono::minutes deadline{3};

}  // namespace

InfluxServer::InfluxServer()
    : process_({.command = {"influxd", "-config",
                            folder_.write("influxdb.conf", config(folder_, http_port_.number(),
                                                                  backup_port_.number()))},
                .log = folder_ / "influxd.log"}) {
  const bool up = wait_until(std::chrono::seconds(60), [&] {
    try {
      return http_request(url("/ping")).status == 204;
    } catch (const std::runtime_error&) {
      return false;
    }
  });
  if (!up) {
    throw std::runtime_error("influxd does not answer");
  }
  query("create database test", "POST");
}

std::string InfluxServer::url(std::string_view target) const {
  return "http://127.0.0.1:" + std::to_string(http_port_.number()) + std::string(target);
}

HttpReply InfluxServer::write(const std::string& lines) const {
  return http_request(url("/write?db=test"),
                      {.method = "POST", .body = lines, .deadline = deadline});
}

std::string InfluxServer::query(std::string_view influxql, std::string_view method) const {
  const auto reply =
      http_request(url("/query?db=test&epoch=ns&q=" + percent_encoded(influxql)),
                   {.method = std::string(method), .body = {}, .deadline = deadline});
  if (reply.status != 200) {
    throw std::runtime_error("influxd refused a query: " + reply.body);
  }
  return reply.body;
}

}  // namespace livetap::test
