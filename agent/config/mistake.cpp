#include "agent/config/mistake.hpp"

#include <algorithm>
#include <tuple>

#include "agent/config/excerpt.hpp"
#include "agent/config/source_lines.hpp"

namespace livetap {

namespace {

auto place_of(const Mistake& mistake) {
  return std::tie(mistake.origin.file, mistake.origin.line, mistake.origin.column);
}

/// "   12 | " and, as wide, the same without the number.
std::string gutter(const std::string& number) {
  constexpr std::size_t width = 5;
  return std::string(width - std::min(width, number.size()), ' ') + number + " | ";
}

std::string head(const Mistake& mistake) {
  const auto& origin = mistake.origin;
  if (origin.line == 0) {
    return origin.file + ": ";
  }
  return origin.file + ":" + std::to_string(origin.line) + ":" + std::to_string(origin.column) +
         ": ";
}

std::string excerpt_of(const Mistake& mistake, const SourceLines& lines,
                       const SecretMask& secrets) {
  const auto& origin = mistake.origin;
  if (origin.line < 1 || origin.line > lines.count()) {
    return {};
  }
  const auto excerpt = make_excerpt(lines, origin.line, origin.column, secrets);
  return gutter(std::to_string(origin.line)) + excerpt.line + "\n" + gutter("") + excerpt.caret +
         "\n";
}

}  // namespace

std::string for_message(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string out = "'";
  for (const char c : text.substr(0, byte_of_character(text, longest))) {
    out += static_cast<unsigned char>(c) < 0x20 || c == '\x7F' ? ' ' : c;
  }
  return out + (byte_of_character(text, longest) < text.size() ? "...'" : "'");
}

void sort_mistakes(std::vector<Mistake>& mistakes) {
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return place_of(a) < place_of(b); });
  std::vector<Mistake> kept;
  for (auto& mistake : mistakes) {
    const auto same_place = [&](const Mistake& other) {
      return place_of(other) == place_of(mistake) && other.message == mistake.message;
    };
    if (std::find_if(kept.rbegin(), kept.rend(), same_place) == kept.rend()) {
      kept.push_back(std::move(mistake));
    }
  }
  mistakes = std::move(kept);
}

std::string render(std::vector<Mistake> mistakes, const Sources& sources,
                   const SecretMask& secrets) {
  sort_mistakes(mistakes);
  std::map<std::string, SourceLines> lines;
  for (const auto& [file, text] : sources) {
    lines.emplace(file, SourceLines(text));
  }
  std::string out;
  for (const auto& mistake : mistakes) {
    out += head(mistake) + secrets.mask(mistake.message) + "\n";
    if (const auto source = lines.find(mistake.origin.file); source != lines.end()) {
      out += excerpt_of(mistake, source->second, secrets);
    }
    if (!mistake.hint.empty()) {
      out += "  hint: " + secrets.mask(mistake.hint) + "\n";
    }
  }
  return out;
}

}  // namespace livetap
