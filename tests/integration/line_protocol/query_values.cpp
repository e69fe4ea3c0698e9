#include "integration/line_protocol/query_values.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <stdexcept>

namespace livetap::test {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) {
      throw std::runtime_error("unexpected form of an answer: " + std::string(rest_.substr(0, 80)));
    }
  }

  std::string value() {
    if (rest_.starts_with('"')) {
      return "'" + text();
    }
    const auto token = rest_.substr(0, rest_.find_first_of(",]"));
    rest_.remove_prefix(token.size());
    return std::string(token);
  }

 private:
  std::string text() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') {
      end += rest_[end] == '\\' ? 2 : 1;
    }
    const auto token = rest_.substr(0, end + 1);
    rest_.remove_prefix(token.size());
    return std::string(boost::json::parse(boost::json::string_view(token)).as_string());
  }

  std::string_view rest_;
};

}  // namespace

std::vector<std::vector<std::string>> query_values(std::string_view answer) {
  constexpr std::string_view start = "\"values\":[";
  const auto at = answer.find(start);
  if (at == std::string_view::npos) {
    throw std::runtime_error("an answer without values: " + std::string(answer.substr(0, 200)));
  }
  Reader reader(answer.substr(at + start.size()));
  std::vector<std::vector<std::string>> rows;
  do {
    reader.expect('[');
    auto& row = rows.emplace_back();
    do {
      row.push_back(reader.value());
    } while (reader.take(','));
    reader.expect(']');
  } while (reader.take(','));
  reader.expect(']');
  return rows;
}

}  // namespace livetap::test
