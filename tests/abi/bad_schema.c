/* A schema with every mistake at once: the instance is refused, with all of them named. */
#include "minimal_type.h"

#define FIELD(name_, type_, kind_, unit_)                                                        \
  {                                                                                              \
    .size = sizeof(livetap_field), .type = (type_), .kind = (kind_), .name = LIVETAP_STR(name_), \
    .unit = LIVETAP_STR(unit_)                                                                   \
  }

static const livetap_field fields[] = {
    FIELD("Upper", LIVETAP_F64, LIVETAP_GAUGE, "none"),
    FIELD("time", LIVETAP_I64, LIVETAP_GAUGE, "none"),
    FIELD("labels", LIVETAP_TEXT, LIVETAP_KIND_TEXT, "none"),
    FIELD("no_unit", LIVETAP_F64, LIVETAP_GAUGE, ""),
    FIELD("twice", LIVETAP_F64, LIVETAP_GAUGE, "none"),
    FIELD("twice", LIVETAP_I64, LIVETAP_GAUGE, "none"),
    FIELD("unknown_type", 77, LIVETAP_GAUGE, "none"),
    FIELD("unknown_kind", LIVETAP_F64, 77, "none"),
    FIELD("a_name_that_is_longer_than_forty_characters_are", LIVETAP_F64, LIVETAP_GAUGE, "none"),
};

static const livetap_str tags[] = {LIVETAP_STR("agent"), LIVETAP_STR("a b"), LIVETAP_STR("same"),
                                   LIVETAP_STR("same")};

#define MEASUREMENT(name_, flags_)                                                      \
  {                                                                                     \
    .size = sizeof(livetap_measurement), .flags = (flags_), .name = LIVETAP_STR(name_), \
    .tags = tags, .tag_count = 4, .fields = fields,                                     \
    .field_count = sizeof fields / sizeof fields[0]                                     \
  }

static const livetap_measurement measurements[] = {
    MEASUREMENT("bad-name", 0),
    MEASUREMENT("same", 0),
    MEASUREMENT("same", 0),
    MEASUREMENT("table_with_tags", LIVETAP_MEASUREMENT_TABLE),
    {.size = sizeof(livetap_measurement), .name = LIVETAP_STR("no_fields")},
};

static const livetap_schema* schema(void* instance) {
  static const livetap_schema schema = {
      .size = sizeof(livetap_schema),
      .measurements = measurements,
      .measurement_count = sizeof measurements / sizeof measurements[0],
  };
  (void)instance;
  return &schema;
}

static const livetap_probe_type types[] = {{
    .size = sizeof(livetap_probe_type),
    .id = LIVETAP_STR("bad_schema"),
    .summary = LIVETAP_STR("Has a bad schema."),
    .create = minimal_create,
    .schema = schema,
    .collect = minimal_collect,
    .destroy = minimal_destroy,
}};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = 1,
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
