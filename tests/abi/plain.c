/* A probe in plain C that does everything right: what the boundary needs at the least. */
#include <livetap/probe.h>
#include <stdlib.h>
#include <string.h>

struct plain {
  const livetap_host* host;
  double value;
  int64_t gathers;
};

static const livetap_setting settings[] = {{
    .size = sizeof(livetap_setting),
    .type = LIVETAP_SETTING_NUMBER,
    .name = LIVETAP_STR("value"),
    .default_value = LIVETAP_STR("1.5"),
    .doc = LIVETAP_STR("What the field value shows."),
}};

static const livetap_str tags[] = {LIVETAP_STR("name")};

#define FIELD(name_, type_, kind_, flags_)                                                  \
  {                                                                                         \
    .size = sizeof(livetap_field), .type = (type_), .kind = (kind_), .flags = (flags_),     \
    .name = LIVETAP_STR(name_), .unit = LIVETAP_STR("none"), .doc = LIVETAP_STR("A field.") \
  }

static const livetap_field fields[] = {
    FIELD("value", LIVETAP_F64, LIVETAP_GAUGE, LIVETAP_FIELD_TREND),
    FIELD("gathers", LIVETAP_I64, LIVETAP_COUNTER, LIVETAP_FIELD_TREND),
    FIELD("good", LIVETAP_BOOL, LIVETAP_STATE, 0),
    FIELD("note", LIVETAP_TEXT, LIVETAP_KIND_TEXT, 0),
    FIELD("missing", LIVETAP_F64, LIVETAP_GAUGE, 0),
};

static const livetap_measurement measurements[] = {{
    .size = sizeof(livetap_measurement),
    .name = LIVETAP_STR("plain"),
    .doc = LIVETAP_STR("One row a gather."),
    .tags = tags,
    .tag_count = 1,
    .fields = fields,
    .field_count = 5,
}};

static const livetap_schema the_schema = {
    .size = sizeof(livetap_schema), .measurements = measurements, .measurement_count = 1};

static void* create(const livetap_host* host, const livetap_node* node, livetap_error* error) {
  struct plain* self = calloc(1, sizeof *self);
  const livetap_str key = LIVETAP_STR("value");
  if (self == NULL || !host->node_number(host->node_child(node, key), &self->value)) {
    error->kind = LIVETAP_ERROR_INTERNAL;
    strcpy(error->message, "cannot read the setting value");
    free(self);
    return NULL;
  }
  self->host = host;
  return self;
}

static const livetap_schema* schema(void* instance) {
  (void)instance;
  return &the_schema;
}

static int collect(void* instance, const livetap_call* call, livetap_error* error) {
  struct plain* self = instance;
  (void)call;
  (void)error;
  const livetap_str row_tags[] = {LIVETAP_STR("one")};
  const livetap_value row[] = {
      {.type = LIVETAP_F64, .as.f64 = self->value},
      {.type = LIVETAP_I64, .as.i64 = ++self->gathers},
      {.type = LIVETAP_BOOL, .as.boolean = 1},
      {.type = LIVETAP_TEXT, .as.text = LIVETAP_STR("fine")},
      {.type = 0},
  };
  self->host->emit(self->host, 0, row_tags, row);
  self->host->done(self->host, 0, NULL);
  return 1;
}

static const livetap_probe_type types[] = {{
    .size = sizeof(livetap_probe_type),
    .id = LIVETAP_STR("plain"),
    .summary = LIVETAP_STR("Does everything right."),
    .settings = settings,
    .setting_count = 1,
    .create = create,
    .schema = schema,
    .collect = collect,
    .destroy = free,
}};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = 1,
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
