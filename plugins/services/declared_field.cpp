#include "plugins/services/declared_field.hpp"

#include <livetap/sdk/name.hpp>

#include <algorithm>

#include "net/json_pointer.hpp"

namespace livetap::services {
namespace {

using sdk::Settings;

struct TypeName {
  std::string_view name;
  FieldType type;
  sdk::Type column;
  std::string_view unit;
  bool trend;
};
constexpr TypeName types[] = {
    {"int", FieldType::integer, sdk::Type::i64, "none", true},
    {"double", FieldType::number, sdk::Type::f64, "none", true},
    {"bool", FieldType::boolean, sdk::Type::boolean, "none", true},
    {"text", FieldType::text, sdk::Type::text, "none", false},
    {"time", FieldType::time, sdk::Type::time, "dateTimeAsIso", false},
    {"age", FieldType::age, sdk::Type::f64, "s", true},
};

constexpr std::pair<std::string_view, sdk::Kind> kinds[] = {{"gauge", sdk::Kind::gauge},
                                                            {"counter", sdk::Kind::counter},
                                                            {"state", sdk::Kind::state},
                                                            {"text", sdk::Kind::text}};

sdk::Kind kind_of(const Settings& settings, FieldType type) {
  if (const auto wanted = settings.optional_text("kind")) {
    for (const auto& [name, kind] : kinds) {
      if (name == *wanted) return kind;
    }
  }
  if (type == FieldType::boolean) return sdk::Kind::state;
  return type == FieldType::text ? sdk::Kind::text : sdk::Kind::gauge;
}

void check_name(std::string_view name, const Settings& settings,
                const std::vector<std::string>& taken) {
  if (!sdk::is_name(name)) {
    settings.fail("a field cannot be called " + std::string(name),
                  "a name is lower case letters, digits and _, 40 at most, a letter first");
  }
  if (sdk::is_reserved(name) || std::find(taken.begin(), taken.end(), name) != taken.end()) {
    settings.fail("the name " + std::string(name) + " is taken",
                  "of a field that is built in, a target can set the pointers");
  }
}

void read_speech(const Settings& settings, DeclaredField& declared) {
  Field& field = declared.field;
  field.true_if = settings.texts("true_if");
  field.fail_if_false = settings.optional_boolean("fail_if_false").value_or(false);
  field.warn_if_true = settings.optional_boolean("warn_if_true").value_or(false);
  field.complaint = settings.optional_text("complaint").value_or("");
  field.cure = settings.optional_text("cure").value_or("");
  if (field.fail_if_false) declared.column.flags |= LIVETAP_FIELD_FAIL_IF_FALSE;
  if (field.warn_if_true) declared.column.flags |= LIVETAP_FIELD_WARN_IF_TRUE;

  const auto events = settings.list("events");
  if (settings.has("events") && events.size() != 2) {
    settings.child("events").fail("it is not two names", "write [when_true, when_false]");
  }
  for (const Settings& event : events) {
    if (!sdk::is_name(event.text())) event.fail("an event cannot be called so");
  }
  if (!events.empty()) {
    declared.column.event_true = events[0].text();
    declared.column.event_false = events[1].text();
  }
}

void check_speech(const Settings& settings, const Field& field) {
  if (field.fail_if_false && field.warn_if_true) {
    settings.child("warn_if_true").fail("a field speaks when it is true or when false, not both");
  }
  if (field.type == FieldType::boolean) return;
  for (const char* key : {"true_if", "fail_if_false", "warn_if_true", "events"}) {
    if (settings.has(key)) settings.child(key).fail("it is for fields of type bool");
  }
}

DeclaredField connection(std::string_view what, std::string_view server) {
  const std::string name(what);
  DeclaredField declared;
  declared.field = {
      .name = name + "_connected",
      .type = FieldType::boolean,
      .pointers = {"/" + name + "_connected"},
      .fail_if_false = true,
      .complaint = "its " + name + " connection is down",
      .cure = "is " + std::string(server) + " running, and does it take the service's login?"};
  declared.column = {.name = declared.field.name,
                     .type = sdk::Type::boolean,
                     .kind = sdk::Kind::state,
                     .doc = "Whether the service is connected to its " + name + ", by its word.",
                     .flags = LIVETAP_FIELD_FAIL_IF_FALSE,
                     .event_true = name + "_connection_restored",
                     .event_false = name + "_connection_lost"};
  return declared;
}

}  // namespace

std::vector<DeclaredField> built_in_fields() {
  DeclaredField version;
  version.field = {.name = "version", .type = FieldType::text, .pointers = {"/version"}};
  version.column = {.name = "version",
                    .type = sdk::Type::text,
                    .kind = sdk::Kind::text,
                    .trend = false,
                    .doc = "What the service says that it is a version of."};
  return {connection("database", "its database"), connection("queue", "its message broker"),
          version};
}

sdk::SettingSpec field_section() {
  using namespace sdk;
  return section(
      {choice("type", {"int", "double", "bool", "text", "time", "age"})
           .required()
           .doc("What the field holds; age: seconds since the moment that stands there."),
       list("pointers", text())
           .required()
           .doc("JSON pointers, tried in this order: the first that leads to such a value."),
       text("unit").doc("An id that Grafana knows; none, of an age s."),
       choice("kind", {"gauge", "counter", "state", "text"})
           .doc("How windows sum it up; gauge for numbers, state for bools."),
       boolean("trend").doc("Windows take it; true for numbers and bools."),
       text("doc").doc("One sentence for people."),
       boolean("required").default_value("false").doc("An answer without it is a failure."),
       list("true_if", text()).doc("Texts that mean true, such as [connected]; others mean false."),
       boolean("fail_if_false").doc("A bool: false is a failure of the service."),
       boolean("warn_if_true").doc("A bool: true is a warning."),
       text("complaint").doc("What is wrong then, in words."), text("cure").doc("The likely cure."),
       list("events", text()).doc("A bool: types of the events when it becomes true, and false.")});
}

DeclaredField read_field(std::string_view name, const Settings& settings,
                         const std::vector<std::string>& taken) {
  check_name(name, settings, taken);
  const auto type = std::find_if(std::begin(types), std::end(types), [&](const TypeName& each) {
    return each.name == settings.text("type");
  });
  DeclaredField declared;
  Field& field = declared.field;
  field.name = name;
  field.type = type->type;
  field.pointers = checked_pointers(settings.child("pointers"));
  field.required = settings.optional_boolean("required").value_or(false);
  declared.column.name = name;
  declared.column.type = type->column;
  declared.column.kind = kind_of(settings, field.type);
  declared.column.trend = settings.optional_boolean("trend").value_or(type->trend);
  declared.column.unit = settings.optional_text("unit").value_or(type->unit);
  declared.column.doc = settings.optional_text("doc").value_or("");
  read_speech(settings, declared);
  check_speech(settings, field);
  return declared;
}

std::vector<std::string> checked_pointers(const Settings& list) {
  std::vector<std::string> pointers;
  for (const Settings& each : list.list()) {
    if (!net::is_pointer(each.text())) {
      each.fail("it is no JSON pointer", "write it as /version or /checks/0/ok");
    }
    pointers.emplace_back(each.text());
  }
  if (pointers.empty()) list.fail("it names no JSON pointer", "such as [/version]");
  return pointers;
}

}  // namespace livetap::services
