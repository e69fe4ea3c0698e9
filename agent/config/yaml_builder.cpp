#include "agent/config/yaml_builder.hpp"

#include <algorithm>
#include <set>

namespace livetap {

namespace {

[[noreturn]] void refuse(const Origin& origin, std::string message, std::string hint = {}) {
  throw YamlRefusal{{origin, std::move(message), std::move(hint)}};
}

struct Extent {
  std::size_t nodes = 1;
  int depth = 0;  // a scalar has none
};

void include_child(Extent& extent, const Extent& child) {
  extent.nodes += child.nodes;
  extent.depth = std::max(extent.depth, child.depth + 1);
}

Extent extent_of(const YamlNode& node) {
  Extent extent;
  extent.depth = node.kind == YamlNode::Kind::list || node.kind == YamlNode::Kind::map ? 1 : 0;
  for (const auto& item : node.items) {
    include_child(extent, extent_of(item));
  }
  for (const auto& entry : node.entries) {
    include_child(extent, extent_of(entry.value));
  }
  return extent;
}

}  // namespace

Origin YamlBuilder::place(const YAML::Mark& mark) {
  const int number = mark.line + 1;
  const auto line = lines_.line(number);
  const auto byte = std::min(static_cast<std::size_t>(std::max(mark.column, 0)), line.size());
  if (number != cached_line_ || byte < cached_byte_) {
    cached_line_ = number;
    cached_byte_ = 0;
    cached_characters_ = 0;
  }
  cached_characters_ += count_characters(line.substr(cached_byte_, byte - cached_byte_));
  cached_byte_ = byte;
  return {file_, number, static_cast<int>(cached_characters_) + 1};
}

void YamlBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1) {
    refuse(place(mark), "a second YAML document begins here", "a config is one document: no ---");
  }
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  YamlNode node;
  node.text = written_null(mark);
  node.origin = place(mark);
  // The mark of an empty value is that of whatever comes next.
  if (node.text.empty() && !stack_.empty()) {
    const auto& parent = stack_.back();
    node.origin = parent.has_key ? parent.key_origin : parent.node.origin;
  }
  add(std::move(node), anchor);
}

std::string YamlBuilder::written_null(const YAML::Mark& mark) const {
  auto line = lines_.line(mark.line + 1);
  line.remove_prefix(std::min(static_cast<std::size_t>(std::max(mark.column, 0)), line.size()));
  for (const auto* word : {"null", "Null", "NULL", "~"}) {
    if (line.starts_with(word)) {
      return word;
    }
  }
  return {};
}

void YamlBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.text = value;
  node.quoted = tag != "?";
  node.origin = place(mark);
  add(std::move(node), anchor);
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto origin = place(mark);
  const auto known = anchors_.find(anchor);
  if (known == anchors_.end()) {
    refuse(origin, "this alias stands inside what it stands for");
  }
  const auto& anchored = known->second;
  if (static_cast<int>(stack_.size()) + anchored.depth > limits_.depth) {
    refuse(origin, "nested deeper than " + std::to_string(limits_.depth) + " levels");
  }
  count(anchored.nodes, origin);
  add(anchored.node, 0);
}

void YamlBuilder::count(std::size_t nodes, const Origin& origin) {
  nodes_ += nodes;
  if (nodes_ > limits_.nodes) {
    refuse(origin, "more than " + std::to_string(limits_.nodes) + " values, aliases written out");
  }
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  open(YamlNode::Kind::list, mark, anchor);
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  open(YamlNode::Kind::map, mark, anchor);
}

void YamlBuilder::open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  Open open;
  open.node.kind = kind;
  open.node.origin = place(mark);
  open.anchor = anchor;
  if (static_cast<int>(stack_.size()) >= limits_.depth) {
    refuse(open.node.origin, "nested deeper than " + std::to_string(limits_.depth) + " levels");
  }
  if (!stack_.empty() && stack_.back().node.kind == YamlNode::Kind::map && !stack_.back().has_key) {
    refuse(open.node.origin, "a list or map cannot be a key",
           "put quotes around the key or the value if it begins with { or [");
  }
  stack_.push_back(std::move(open));
}

void YamlBuilder::OnSequenceEnd() {
  close();
}

void YamlBuilder::OnMapEnd() {
  merge(stack_.back());
  close();
}

void YamlBuilder::close() {
  auto done = std::move(stack_.back());
  stack_.pop_back();
  add(std::move(done.node), done.anchor);
}

void YamlBuilder::add(YamlNode node, YAML::anchor_t anchor) {
  count(1, node.origin);
  if (anchor != 0) {
    const auto extent = extent_of(node);
    anchors_[anchor] = {node, extent.nodes, extent.depth};
    count(extent.nodes, node.origin);
  }
  if (stack_.empty()) {
    root_ = std::move(node);
  } else if (stack_.back().node.kind == YamlNode::Kind::list) {
    stack_.back().node.items.push_back(std::move(node));
  } else {
    add_to_map(stack_.back(), std::move(node));
  }
}

void YamlBuilder::add_to_map(Open& map, YamlNode node) {
  if (!map.has_key) {
    if (node.kind != YamlNode::Kind::scalar) {
      refuse(node.origin, "a key is missing here",
             "write key: value; put quotes around a key named null");
    }
    map.has_key = true;
    // A quoted "<<" is a key like any other.
    map.key = node.text == "<<" && node.quoted ? std::string("\"<<\"") : std::move(node.text);
    map.key_origin = node.origin;
    return;
  }
  map.has_key = false;
  if (map.key != "<<") {
    map.node.entries.push_back({std::move(map.key), map.key_origin, std::move(node)});
    return;
  }
  if (node.kind == YamlNode::Kind::list) {
    std::move(node.items.begin(), node.items.end(), std::back_inserter(map.merged));
  } else {
    map.merged.push_back(std::move(node));
  }
}

void YamlBuilder::merge(Open& map) {
  if (map.merged.empty()) {
    return;
  }
  std::set<std::string> own;
  for (const auto& entry : map.node.entries) {
    own.insert(entry.key);
  }
  for (auto& source : map.merged) {
    if (source.kind != YamlNode::Kind::map) {
      refuse(source.origin, "<< takes a map or a list of maps");
    }
    for (auto& entry : source.entries) {
      if (own.insert(entry.key).second) {
        map.node.entries.push_back(std::move(entry));
      }
    }
  }
}

}  // namespace livetap
