#include "agent/config/yaml_reader.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <streambuf>

#include "agent/config/yaml_builder.hpp"

namespace livetap {

namespace {

/// yaml-cpp reads streams; this one reads the text in place.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    auto* begin = const_cast<char*>(text.data());  // streambuf's interface; only read
    setg(begin, begin, begin + text.size());
  }
};

Origin place_of_byte(std::string_view text, std::size_t at, const std::string& file) {
  const auto before = text.substr(0, at);
  int line = 1;
  for (const char c : before) {
    line += c == '\n' ? 1 : 0;
  }
  const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {file, line, static_cast<int>(count_characters(before.substr(start))) + 1};
}

std::vector<Mistake> check_bytes(std::string_view text, const std::string& file,
                                 const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    return {{{file, 0, 0},
             "the file has " + std::to_string(text.size()) + " bytes, more than the " +
                 std::to_string(limits.bytes) + " that a config may have",
             ""}};
  }
  if (const auto at = find_broken_utf8(text); at != std::string_view::npos) {
    return {{place_of_byte(text, at, file), "this byte is no UTF-8", "save the file as UTF-8"}};
  }
  if (const auto at = text.find('\0'); at != std::string_view::npos) {
    return {{place_of_byte(text, at, file), "a NUL byte", "save the file as UTF-8 text"}};
  }
  return {};
}

Mistake syntax_mistake(const YAML::ParserException& error, YamlBuilder& builder,
                       std::string_view text) {
  Mistake mistake{builder.place(error.mark), "YAML: " + error.msg, ""};
  const auto line = SourceLines(text).line(mistake.origin.line);
  const auto indent = line.substr(0, line.find_first_not_of(" \t"));
  if (indent.find('\t') != std::string_view::npos) {
    mistake.hint = "indent with spaces: YAML takes no tabs";
  } else if (error.msg == YAML::ErrorMsg::MAP_VALUE) {
    mistake.hint = "look at the indentation, and put quotes around a value that holds ': '";
  } else if (error.msg == YAML::ErrorMsg::END_OF_MAP || error.msg == YAML::ErrorMsg::END_OF_SEQ) {
    mistake.hint = "look at the indentation: keys of one map stand in one column";
  } else if (error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW ||
             error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW) {
    mistake.hint = "a { or [ is not closed; inside them, a value such as \"${VAR}\" is quoted";
  } else if (error.msg == YAML::ErrorMsg::EOF_IN_SCALAR) {
    mistake.hint = "a quote is opened and never closed";
  }
  return mistake;
}

}  // namespace

YamlDocument read_yaml(std::string_view text, const std::string& file, const YamlLimits& limits) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  if (auto mistakes = check_bytes(text, file, limits); !mistakes.empty()) {
    return {{}, std::move(mistakes)};
  }
  // An open quote before a last line end is no error to yaml-cpp 0.7; without the line end it is.
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  YamlBuilder builder(text, file, limits);
  try {
    TextBuffer buffer(text);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YamlRefusal& refusal) {
    return {{}, {refusal.mistake}};
  } catch (const YAML::ParserException& error) {
    return {{}, {syntax_mistake(error, builder, text)}};
  } catch (const std::exception& error) {
    return {{}, {{{file, 0, 0}, std::string("YAML: ") + error.what(), ""}}};
  }
  return {builder.take_root(), {}};
}

}  // namespace livetap
