// A probe that misbehaves as its setting `mode` says, by hand on top of the C boundary: the SDK
// would catch much of it. With mode "none" it is a good probe.
#include "misbehave.hpp"

#include <array>
#include <stdexcept>

namespace misbehave {

namespace {

constexpr livetap_str str(std::string_view text) {
  return {text.data(), text.size()};
}

const std::array<livetap_setting, 2> settings{{
    {sizeof(livetap_setting), LIVETAP_SETTING_TEXT, 0, str("mode"), str("none"),
     str("How to misbehave: tests/abi/README.md."), nullptr, 0, nullptr, 0},
    {sizeof(livetap_setting), LIVETAP_SETTING_INT, 0, str("value"), str("0"),
     str("How much of it, where a mode can be measured."), nullptr, 0, nullptr, 0},
}};

const std::array<livetap_str, 1> tags{{str("name")}};

constexpr livetap_field field(std::string_view name, livetap_type type, livetap_kind kind) {
  return {sizeof(livetap_field),
          static_cast<std::uint32_t>(type),
          static_cast<std::uint32_t>(kind),
          0,
          str(name),
          str("none"),
          str("A field."),
          {},
          {}};
}

const std::array<livetap_field, 3> fields{{
    field("number", LIVETAP_F64, LIVETAP_GAUGE),
    field("count", LIVETAP_I64, LIVETAP_COUNTER),
    field("note", LIVETAP_TEXT, LIVETAP_KIND_TEXT),
}};

const livetap_measurement measurement{sizeof(livetap_measurement),
                                      0,
                                      str("misbehave"),
                                      str("Rows of a probe that misbehaves."),
                                      tags.data(),
                                      tags.size(),
                                      fields.data(),
                                      fields.size(),
                                      LIVETAP_ON_EMPTY_NULL,
                                      0};
const livetap_schema the_schema{sizeof(livetap_schema), 0, &measurement, 1};

void* create(const livetap_host* host, const livetap_node* node, livetap_error*) {
  auto* self = new Instance{host, nullptr, {}, 0};
  livetap_str mode{};
  host->node_text(host->node_child(node, str("mode")), &mode);
  host->node_int(host->node_child(node, str("value")), &self->value);
  self->mode = {mode.data, mode.size};
  if (self->mode == "throw_create") {
    throw std::runtime_error("thrown by create");
  }
  if (self->mode == "hang_create") {
    hang();
  }
  // Mode fail_create: no instance, and not a word why.
  return self->mode == "fail_create" ? nullptr : self;
}

const livetap_schema* schema(void* instance) {
  const auto mode = static_cast<Instance*>(instance)->mode;
  if (mode == "throw_schema") {
    throw std::runtime_error("thrown by schema");
  }
  if (mode == "hang_schema") {
    hang();
  }
  return mode == "null_schema" ? nullptr : &the_schema;
}

int collect(void* instance, const livetap_call* call, livetap_error* error) {
  auto& self = *static_cast<Instance*>(instance);
  self.call = call;
  for (const auto& find : {error_act, hang_act, process_act, row_act}) {
    if (const Act act = find(self.mode)) {
      return act(self, error);
    }
  }
  return behave(self, error);
}

void cancel(void* instance) {
  if (static_cast<Instance*>(instance)->mode == "hang_cancel") {
    hang();
  }
}

void destroy(void* instance) {
  const auto mode = static_cast<Instance*>(instance)->mode;
  if (mode == "hang_destroy") {
    hang();
  }
  if (mode == "throw_destroy") {
    throw std::runtime_error("thrown by destroy");
  }
  delete static_cast<Instance*>(instance);
}

const livetap_probe_type type{sizeof(livetap_probe_type),
                              0,
                              str("misbehave"),
                              str("Misbehaves in many ways."),
                              0,
                              0,
                              settings.data(),
                              settings.size(),
                              create,
                              schema,
                              collect,
                              cancel,
                              destroy};

}  // namespace

void emit_number(const Instance& self, double number, std::string_view note) {
  const livetap_str tag = str("one");
  std::array<livetap_value, 3> row{};
  row[0].type = LIVETAP_F64;
  row[0].as.f64 = number;
  row[1].type = LIVETAP_I64;
  row[1].as.i64 = 1;
  row[2].type = LIVETAP_TEXT;
  row[2].as.text = str(note);
  self.host->emit(self.host, 0, &tag, row.data());
}

int behave(Instance& self, livetap_error*) {
  emit_number(self, 1, "good");
  self.host->done(self.host, 0, nullptr);
  return 1;
}

}  // namespace misbehave

const livetap_entry livetap_probe_entry{sizeof(livetap_entry), LIVETAP_ABI_MAJOR,
                                        LIVETAP_ABI_MINOR,     1,
                                        misbehave::str("1.0"), &misbehave::type};
