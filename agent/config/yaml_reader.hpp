#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "agent/config/mistake.hpp"
#include "agent/config/yaml_node.hpp"

namespace livetap {

/// Bounds that make any text cheap to read, whoever wrote it.
struct YamlLimits {
  std::size_t bytes = 4U << 20U;
  int depth = 64;
  std::size_t nodes = 100'000;  ///< copies that aliases make count as well
};

struct YamlDocument {
  YamlNode root;                  ///< null when the text is empty or has a mistake
  std::vector<Mistake> mistakes;  ///< at most one: YAML stops at the first
};

/// Reads one YAML document. Never throws for what is in `text`; `file` is the name that origins
/// carry. Refused, as mistakes with their place: bad syntax, several documents, keys that are no
/// plain text, broken UTF-8, aliases to nothing or to themselves, whatever is over the limits.
YamlDocument read_yaml(std::string_view text, const std::string& file,
                       const YamlLimits& limits = {});

}  // namespace livetap
