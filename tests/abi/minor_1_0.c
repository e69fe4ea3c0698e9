/* A plugin as it was built for ABI 1.0: its fields end with doc. The array of three shows that the
 * distance between them is the stated one. */
#include "minimal_type.h"

typedef struct field_1_0 {
  uint32_t size;
  uint32_t type;
  uint32_t kind;
  uint32_t flags;
  livetap_str name;
  livetap_str unit;
  livetap_str doc;
} field_1_0;

static const field_1_0 fields[] = {
    {sizeof(field_1_0), LIVETAP_BOOL, LIVETAP_STATE, LIVETAP_FIELD_FAIL_IF_FALSE, LIVETAP_STR("up"),
     LIVETAP_STR("none"), LIVETAP_STR("It answers.")},
    {sizeof(field_1_0), LIVETAP_I64, LIVETAP_COUNTER, LIVETAP_FIELD_TREND, LIVETAP_STR("seen"),
     LIVETAP_STR("none"), LIVETAP_STR("How often.")},
    {sizeof(field_1_0), LIVETAP_TEXT, LIVETAP_KIND_TEXT, LIVETAP_FIELD_REASON,
     LIVETAP_STR("reason"), LIVETAP_STR("none"), LIVETAP_STR("Why not.")},
};

static const livetap_measurement measurements[] = {{
    .size = sizeof(livetap_measurement),
    .name = LIVETAP_STR("minor_1_0"),
    .doc = LIVETAP_STR("One row a gather."),
    .fields = (const livetap_field*)fields,
    .field_count = 3,
}};

static const livetap_host* the_host;

static void* create(const livetap_host* host, const livetap_node* node, livetap_error* error) {
  (void)node;
  (void)error;
  the_host = host;
  return &the_host;
}

static const livetap_schema* schema(void* instance) {
  static const livetap_schema schema = {
      .size = sizeof(livetap_schema), .measurements = measurements, .measurement_count = 1};
  (void)instance;
  return &schema;
}

static int collect(void* instance, const livetap_call* call, livetap_error* error) {
  const livetap_value row[] = {{.type = LIVETAP_BOOL, .as.boolean = 1},
                               {.type = LIVETAP_I64, .as.i64 = 7},
                               {.type = LIVETAP_TEXT, .as.text = LIVETAP_STR("fine")}};
  (void)instance;
  (void)call;
  (void)error;
  the_host->emit(the_host, 0, NULL, row);
  the_host->done(the_host, 0, NULL);
  return 1;
}

static const livetap_probe_type types[] = {{
    .size = sizeof(livetap_probe_type),
    .id = LIVETAP_STR("minor_1_0"),
    .summary = LIVETAP_STR("Was built for ABI 1.0."),
    .create = create,
    .schema = schema,
    .collect = collect,
    .destroy = minimal_destroy,
}};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = 1,
    .abi_minor = 0,
    .type_count = 1,
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
