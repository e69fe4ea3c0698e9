#include "agent/condition/token.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace livetap {

namespace {

constexpr std::array<std::string_view, 7> keywords{"and",  "or",   "not",  "is",
                                                   "null", "true", "false"};
/// The longer ones first.
constexpr std::array<std::string_view, 13> symbols{"==", "!=", "<>", "<=", ">=", "<", ">",
                                                   "+",  "-",  "*",  "/",  "(",  ")"};
/// What other languages write.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> foreign{
    {{"&&", "and"}, {"||", "or"}, {"=", "=="}, {"!", "not"}}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Parsed<std::vector<Token>> run() {
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      auto token = next();
      if (!token) {
        return token.error();
      }
      tokens_.push_back(*std::move(token));
    }
    tokens_.push_back({Token::Kind::end, text_.size(), "", {}, ""});
    return std::move(tokens_);
  }

 private:
  Parsed<Token> next() {
    const char c = text_[at_];
    if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      return number();
    }
    if (is_letter(c)) {
      return name();
    }
    return c == '\'' || c == '"' ? text(c) : symbol();
  }

  Parsed<Token> number() {
    const auto begin = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || is_letter(text_[at_]) ||
                                  text_[at_] == '.' || exponent_sign(begin))) {
      ++at_;
    }
    const auto written = text_.substr(begin, at_ - begin);
    const auto quantity = parse_quantity(written);
    if (!quantity) {
      return ExpressionMistake{
          begin, "'" + std::string(written) + "' is no number",
          "a number may have a unit: ns us ms s m h d, or B kB MB KiB MiB ..."};
    }
    return Token{Token::Kind::number, begin, std::string(written), *quantity, ""};
  }

  /// The sign of 1e-6.
  bool exponent_sign(std::size_t begin) const {
    return (text_[at_] == '-' || text_[at_] == '+') && at_ > begin + 1 &&
           (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E') && is_digit(text_[at_ - 2]);
  }

  Token name() {
    const auto begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) {
      ++at_;
    }
    const auto written = text_.substr(begin, at_ - begin);
    const auto word = lower(written);
    return {Token::Kind::name, begin, is_keyword(word) ? word : std::string(written), {}, ""};
  }

  Parsed<Token> text(char quote) {
    const auto begin = at_;
    std::string value;
    for (++at_; at_ < text_.size(); ++at_) {
      const bool is_quote = text_[at_] == quote;
      if (is_quote && at_ + 1 < text_.size() && text_[at_ + 1] == quote) {
        ++at_;
      } else if (is_quote) {
        ++at_;
        return Token{Token::Kind::text,
                     begin,
                     std::string(text_.substr(begin, at_ - begin)),
                     {},
                     std::move(value)};
      }
      value += text_[at_];
    }
    return ExpressionMistake{begin, "the text that begins here does not end",
                             std::string("close it with another ") + quote};
  }

  Parsed<Token> symbol() {
    const auto rest = text_.substr(at_);
    const auto known = std::find_if(symbols.begin(), symbols.end(),
                                    [&](std::string_view each) { return rest.starts_with(each); });
    if (known != symbols.end()) {
      const Token token{Token::Kind::symbol, at_, std::string(*known), {}, ""};
      at_ += known->size();
      return token;
    }
    for (const auto& [written, wanted] : foreign) {
      if (rest.starts_with(written)) {
        return ExpressionMistake{at_, "'" + std::string(written) + "' is not known here",
                                 "write " + std::string(wanted)};
      }
    }
    return ExpressionMistake{at_, "'" + character() + "' is not known here",
                             "texts stand between quotes"};
  }

  /// The one that begins here, with all its bytes.
  std::string character() const {
    auto end = at_ + 1;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) {
      ++end;
    }
    return std::string(text_.substr(at_, end - at_));
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos) {
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

bool is_keyword(std::string_view word) {
  return std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

Parsed<std::vector<Token>> tokens_of(std::string_view expression) {
  return Lexer(expression).run();
}

}  // namespace livetap
