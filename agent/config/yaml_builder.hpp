#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/source_lines.hpp"
#include "agent/config/yaml_reader.hpp"

namespace livetap {

/// Thrown inside the reader only: yaml-cpp's parser can be left in no other way.
struct YamlRefusal {
  Mistake mistake;
};

/// Turns the parser's events into a tree with places. Included by yaml_reader.cpp and
/// yaml_builder.cpp alone: yaml-cpp stays behind them.
class YamlBuilder final : public YAML::EventHandler {
 public:
  YamlBuilder(std::string_view text, const std::string& file, const YamlLimits& limits)
      : lines_(text), file_(file), limits_(limits) {}

  YamlNode take_root() { return std::move(root_); }
  /// The 1-based place of a mark; columns count characters, where yaml-cpp counts bytes.
  Origin place(const YAML::Mark& mark);

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  /// A list or map that is not finished; a map waits for a key or for the value of `key`.
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    std::string key;
    Origin key_origin;
    std::vector<YamlNode> merged;
  };
  /// What an anchor stands for, and what copying it costs.
  struct Anchored {
    YamlNode node;
    std::size_t nodes = 0;
    int depth = 0;
  };

  void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
  void close();
  void add(YamlNode node, YAML::anchor_t anchor);
  void add_to_map(Open& map, YamlNode node);
  void merge(Open& map);
  void count(std::size_t nodes, const Origin& origin);
  std::string written_null(const YAML::Mark& mark) const;

  SourceLines lines_;
  const std::string& file_;
  YamlLimits limits_;
  int documents_ = 0;
  std::size_t nodes_ = 0;
  YamlNode root_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  // Marks rise along the text: counting goes on from the last one, or a long line costs its square.
  int cached_line_ = 0;
  std::size_t cached_byte_ = 0;
  std::size_t cached_characters_ = 0;
};

}  // namespace livetap
