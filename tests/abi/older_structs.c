/* Descriptions as a compiler with an older, shorter header would have laid them out: works, and
 * what lies beyond each size is absent. The arrays have the distance that their `size` states. */
#include "minimal_type.h"

typedef struct old_setting { /* ends before choices and children */
  uint32_t size;
  uint32_t type;
  uint32_t flags;
  livetap_str name;
  livetap_str default_value;
  livetap_str doc;
} old_setting;

typedef struct old_field { /* ends before doc */
  uint32_t size;
  uint32_t type;
  uint32_t kind;
  uint32_t flags;
  livetap_str name;
  livetap_str unit;
} old_field;

typedef struct old_measurement { /* ends before on_empty and interval_ms */
  uint32_t size;
  uint32_t flags;
  livetap_str name;
  livetap_str doc;
  const livetap_str* tags;
  size_t tag_count;
  const livetap_field* fields;
  size_t field_count;
} old_measurement;

static const old_setting settings[] = {
    {sizeof(old_setting), LIVETAP_SETTING_TEXT, 0, LIVETAP_STR("first"), LIVETAP_STR("one"),
     LIVETAP_STR("The first.")},
    {sizeof(old_setting), LIVETAP_SETTING_INT, 0, LIVETAP_STR("second"), LIVETAP_STR("2"),
     LIVETAP_STR("The second.")},
};

static const old_field fields[] = {
    {sizeof(old_field), LIVETAP_F64, LIVETAP_GAUGE, LIVETAP_FIELD_TREND, LIVETAP_STR("a"),
     LIVETAP_STR("none")},
    {sizeof(old_field), LIVETAP_I64, LIVETAP_COUNTER, 0, LIVETAP_STR("b"), LIVETAP_STR("none")},
};

static const old_measurement measurements[] = {
    {sizeof(old_measurement), 0, LIVETAP_STR("old_first"), LIVETAP_STR("The first."), NULL, 0,
     (const livetap_field*)fields, 2},
    {sizeof(old_measurement), 0, LIVETAP_STR("old_second"), LIVETAP_STR("The second."), NULL, 0,
     (const livetap_field*)fields, 2},
};

static const livetap_host* the_host;

static void* create(const livetap_host* host, const livetap_node* node, livetap_error* error) {
  (void)node;
  (void)error;
  the_host = host;
  return &the_host;
}

static const livetap_schema* schema(void* instance) {
  static const livetap_schema schema = {
      .size = sizeof(livetap_schema),
      .measurements = (const livetap_measurement*)measurements,
      .measurement_count = 2,
  };
  (void)instance;
  return &schema;
}

static int collect(void* instance, const livetap_call* call, livetap_error* error) {
  const livetap_value row[] = {{.type = LIVETAP_F64, .as.f64 = 0.5},
                               {.type = LIVETAP_I64, .as.i64 = 7}};
  (void)instance;
  (void)error;
  for (size_t i = 0; i < call->due_count; ++i) {
    the_host->emit(the_host, call->due[i], NULL, row);
    the_host->done(the_host, call->due[i], NULL);
  }
  return 1;
}

static const livetap_probe_type types[] = {{
    .size = sizeof(livetap_probe_type),
    .id = LIVETAP_STR("older_structs"),
    .summary = LIVETAP_STR("Describes itself with shorter structs."),
    .settings = (const livetap_setting*)settings,
    .setting_count = 2,
    .create = create,
    .schema = schema,
    .collect = collect,
    .destroy = minimal_destroy,
}};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = 1,
    .version = LIVETAP_STR("0.9"),
    .types = types,
};
