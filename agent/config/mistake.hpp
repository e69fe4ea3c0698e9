#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/secret_mask.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// Something that the user must change in a config. `message` says what is wrong and never holds a
/// value that came from a variable or a secret; `hint` is the likely cure, possibly empty. A line
/// of 0 speaks of the file as a whole.
struct Mistake {
  Origin origin;
  std::string message;
  std::string hint;

  bool operator==(const Mistake&) const = default;
};

/// The text of every file that was read, by the name that origins carry.
using Sources = std::map<std::string, std::string>;

/// A text of the user's in quotes, as a message may hold it: cut, and without control characters.
std::string for_message(std::string_view text);

/// Sorts by file and place, and drops what is said twice of one place (an alias repeats its
/// anchor).
void sort_mistakes(std::vector<Mistake>& mistakes);

/// All mistakes as the user reads them, sorted, each as
///
///   agent.yaml:12:15: '5 apples' is no duration
///      12 |     interval: 5 apples
///         |               ^
///      hint: write a number and a unit, such as 500ms, 2s or 5m
///
/// Columns count characters, the caret stands under the column on a terminal (tabs stay tabs, wide
/// characters take two cells). Secrets are masked: those that `secrets` knows, and in the line
/// shown whatever stands behind a key that looks like one (password, token, api_key ...).
std::string render(std::vector<Mistake> mistakes, const Sources& sources,
                   const SecretMask& secrets = {});

}  // namespace livetap
