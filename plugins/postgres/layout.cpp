#include "plugins/postgres/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "plugins/postgres/name.hpp"
#include "plugins/postgres/value.hpp"

namespace livetap::postgres {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

std::size_t find(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? nowhere : static_cast<std::size_t>(found - names.begin());
}

/// The columns for people, with the name each goes by where that is another.
std::string listed(const std::vector<Column>& columns, const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += ", ";
    text += columns[i].name;
    if (names[i] != columns[i].name) text += fmt::format(" (as {})", names[i]);
  }
  return text.empty() ? "no column at all" : text;
}

Mismatch missing(std::string_view what, const std::string& name, const std::string& found) {
  return {fmt::format("the result has no column for the {} '{}'; it has {}", what, name, found),
          fmt::format("name it in the sql (... as {}), or take it out of the settings", name)};
}

const FieldOption* option_for(const Query& query, const std::string& name) {
  const auto found = std::find_if(query.fields.begin(), query.fields.end(),
                                  [&name](const FieldOption& field) { return field.name == name; });
  return found == query.fields.end() ? nullptr : &*found;
}

std::optional<Mismatch> bad_kind(const FieldSpec& spec) {
  const bool text = spec.type == LIVETAP_TEXT;
  const bool text_kind = spec.kind == LIVETAP_KIND_TEXT;
  if (text == text_kind || (text && spec.kind == LIVETAP_STATE)) return {};
  return Mismatch{
      fmt::format("the kind set for the field '{}' does not fit its column, which is {}", spec.name,
                  text ? "text" : "not text"),
      "change fields." + spec.name + ".kind, or leave it out"};
}

std::optional<Mismatch> bad_events(const FieldSpec& spec) {
  const bool has_events = !spec.event_true.empty() || !spec.event_false.empty();
  if (!has_events || spec.type == LIVETAP_BOOL) return {};
  return Mismatch{
      fmt::format("the field '{}' has events and is no bool", spec.name),
      "make it one in the sql (... = 'active' as active), or drop fields." + spec.name + ".events"};
}

}  // namespace

void throw_exception_from_error(const Mismatch& mismatch, const boost::source_location&) {
  throw std::logic_error(mismatch.message);
}

boost::system::result<Layout, Mismatch> lay_out(const Query& query,
                                                const std::vector<Column>& columns) {
  std::vector<std::string_view> own_names;
  for (const Column& column : columns) own_names.push_back(column.name);
  const std::vector<std::string> names = column_names(own_names);

  Layout layout;
  for (const std::string& tag : query.tags) {
    const std::size_t column = find(names, tag);
    if (column == nowhere) return missing("tag", tag, listed(columns, names));
    layout.tags.push_back(column);
  }
  for (const FieldOption& field : query.fields) {
    if (find(names, field.name) == nowhere) {
      return missing("field", field.name, listed(columns, names));
    }
  }
  const bool all_stated = !query.table && !query.fields.empty();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (std::find(layout.tags.begin(), layout.tags.end(), i) != layout.tags.end()) continue;
    const FieldOption* option = option_for(query, names[i]);
    if (option == nullptr && all_stated) {
      return Mismatch{
          fmt::format("the column '{}' is neither a tag nor one of the fields", names[i]),
          "declare it under fields, or drop it from the sql"};
    }
    const FieldOption plain{names[i], {}, "none", {}, {}, {}};
    const FieldOption& chosen = option == nullptr ? plain : *option;
    layout.specs.push_back(field_spec(chosen, chosen.type.value_or(column_type(columns[i].oid))));
    if (auto mismatch = bad_kind(layout.specs.back())) return *mismatch;
    if (auto mismatch = bad_events(layout.specs.back())) return *mismatch;
    layout.fields.push_back(i);
  }
  if (layout.fields.empty()) {
    return Mismatch{
        fmt::format("the result has no column to be a field; it has {}", listed(columns, names)),
        "select a value besides the tags: count(*) as count"};
  }
  return layout;
}

}  // namespace livetap::postgres
