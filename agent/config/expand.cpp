#include "agent/config/expand.hpp"

#include <algorithm>

namespace livetap {

namespace {

constexpr int max_depth = 8;  // defaults inside defaults

bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), inner);
}

/// The position of the } that belongs to the ${ whose body begins at `from`, or npos.
std::size_t closing_brace(std::string_view text, std::size_t from) {
  int open = 1;
  for (auto at = from; at < text.size(); ++at) {
    if (text.substr(at).starts_with("${")) {
      ++open;
    } else if (text[at] == '}' && --open == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

class Expander {
 public:
  Expander(const Environment& environment, Expansion& out) : environment_(environment), out_(out) {}

  void run(std::string_view text, int depth) {
    for (std::size_t at = 0; at < text.size();) {
      const auto rest = text.substr(at);
      if (rest.starts_with("$$")) {
        out_.text += '$';
        at += 2;
      } else if (rest.starts_with("${")) {
        at = reference(text, at + 2, depth);
      } else {
        out_.text += text[at++];
      }
    }
  }

 private:
  /// Handles the reference whose body begins at `from`; gives the position behind it.
  std::size_t reference(std::string_view text, std::size_t from, int depth) {
    const auto end = closing_brace(text, from);
    if (end == std::string_view::npos) {
      problem("${ without }", "write ${VARIABLE}, or $${ for a literal ${");
      return text.size();
    }
    const auto body = text.substr(from, end - from);
    const auto name = body.substr(0, body.find(':'));
    if (!is_variable_name(name)) {
      problem("${...} does not begin with the name of a variable",
              "write ${VAR}, ${VAR:-default} or ${VAR:?message}; $$ is a literal dollar");
    } else {
      resolve(std::string(name), body.substr(name.size()), depth);
    }
    return end + 1;
  }

  void resolve(const std::string& name, std::string_view form, int depth) {
    out_.variable = true;
    const auto value = environment_.variable(name);
    const bool empty = !value || value->empty();
    if (form.empty() && value) {
      out_.text += *value;
    } else if (form.empty()) {
      problem("the variable " + name + " is not set",
              "set it, or give a default: ${" + name + ":-...}");
    } else if (form.starts_with(":-")) {
      fill(empty, value, form.substr(2), depth);
    } else if (form.starts_with(":?") && empty) {
      problem("the variable " + name + " is not set: " + std::string(form.substr(2)), "");
    } else if (form.starts_with(":?")) {
      out_.text += *value;
    } else {
      problem("${" + name + ":...} is in no known form",
              "write ${VAR}, ${VAR:-default} or ${VAR:?message}");
    }
  }

  void fill(bool empty, const std::optional<std::string>& value, std::string_view fallback,
            int depth) {
    if (!empty) {
      out_.text += *value;
    } else if (depth >= max_depth) {
      problem("defaults inside defaults, too many of them", "");
    } else {
      run(fallback, depth + 1);
    }
  }

  void problem(std::string message, std::string hint) {
    out_.problems.push_back({ErrorKind::config, std::move(message), std::move(hint), ""});
  }

  const Environment& environment_;
  Expansion& out_;
};

}  // namespace

Expansion expand(std::string_view text, const Environment& environment) {
  Expansion expansion;
  Expander(environment, expansion).run(text, 0);
  return expansion;
}

}  // namespace livetap
