/* Static descriptions with every mistake at once: refused, with all of them named. */
#include "minimal_type.h"

#define SETTING(name_, type_) \
  .size = sizeof(livetap_setting), .type = (type_), .name = LIVETAP_STR(name_)

static const livetap_setting settings[] = {
    {SETTING("Not-Snake", LIVETAP_SETTING_TEXT)},
    {SETTING("twice", LIVETAP_SETTING_TEXT)},
    {SETTING("twice", LIVETAP_SETTING_INT)},
    {SETTING("", LIVETAP_SETTING_TEXT)},
    {SETTING("unknown_type", 99)},
    {SETTING("choice_of_nothing", LIVETAP_SETTING_CHOICE)},
    {SETTING("list_of_nothing", LIVETAP_SETTING_LIST)},
    {SETTING("map_of_nothing", LIVETAP_SETTING_MAP)},
    {SETTING("bad_default", LIVETAP_SETTING_INT), .default_value = LIVETAP_STR("many")},
    {SETTING("required_with_default", LIVETAP_SETTING_TEXT), .flags = LIVETAP_SETTING_REQUIRED,
     .default_value = LIVETAP_STR("x")},
};

static const livetap_probe_type types[] = {
    {
        .size = sizeof(livetap_probe_type),
        .id = LIVETAP_STR("bad_settings"),
        .summary = LIVETAP_STR("Has bad settings."),
        .settings = settings,
        .setting_count = sizeof settings / sizeof settings[0],
        .create = minimal_create,
        .schema = minimal_schema,
        .collect = minimal_collect,
        .destroy = minimal_destroy,
    },
    MINIMAL_TYPE("Bad Id"),
    MINIMAL_TYPE("same"),
    MINIMAL_TYPE("same"),
    {
        .size = sizeof(livetap_probe_type),
        .id = LIVETAP_STR("no_functions"),
        .summary = LIVETAP_STR("Lacks create, schema, collect and destroy."),
    },
};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = sizeof types / sizeof types[0],
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
