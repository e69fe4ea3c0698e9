#include "agent/dashboard/panel_words.hpp"

#include <algorithm>

namespace livetap::dashboard {

std::string spoken(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string spoken(const Field& field) {
  const auto ending = "_" + field.unit;
  const bool said = field.is_number() && field.name.ends_with(ending);
  return spoken(
      std::string_view(field.name).substr(0, field.name.size() - (said ? ending.size() : 0)));
}

std::string title_of(const Measurement& measurement, const std::vector<const Field*>& fields) {
  constexpr std::size_t named = 3;
  const auto shown = fields.size() <= named ? fields.size() : named - 1;
  std::string title = spoken(measurement.name) + ": ";
  for (std::size_t i = 0; i < shown; ++i) {
    title += (i == 0 ? "" : ", ") + spoken(*fields[i]);
  }
  if (shown < fields.size()) {
    title += " and " + std::to_string(fields.size() - shown) + " more";
  }
  return title;
}

std::string description_of(const Measurement& measurement,
                           const std::vector<const Field*>& fields) {
  std::string list;
  for (const auto* field : fields) {
    if (!field->doc.empty()) {
      list += "- **" + field->name + "**: " + field->doc + "\n";
    }
  }
  if (measurement.doc.empty() || list.empty()) {
    return measurement.doc + list;
  }
  return measurement.doc + "\n\n" + list;
}

std::string series_name(const Measurement& measurement, bool several_fields) {
  std::string name;
  for (const auto& tag : measurement.tags) {
    name += (name.empty() ? "" : ", ") + ("${__field.labels." + tag + "}");
  }
  return several_fields && !name.empty() ? name + " ${__field.name}" : name;
}

}  // namespace livetap::dashboard
