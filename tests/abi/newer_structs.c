/* Structs that have grown at their end by something that the agent does not know: works, and the
 * agent steps over the rest by the stated sizes. */
#include "minimal_type.h"

typedef struct new_setting {
  livetap_setting known;
  livetap_str unknown;
} new_setting;

typedef struct new_probe_type {
  livetap_probe_type known;
  void (*unknown)(void);
} new_probe_type;

#define SETTING(name_)                   \
  {                                      \
    {.size = sizeof(new_setting),        \
     .type = LIVETAP_SETTING_TEXT,       \
     .name = LIVETAP_STR(name_),         \
     .default_value = LIVETAP_STR("x"),  \
     .doc = LIVETAP_STR("A setting.")},  \
        LIVETAP_STR("of a later header") \
  }

static const new_setting settings[] = {SETTING("first"), SETTING("second"), SETTING("third")};

#define TYPE(id_)                                                     \
  {                                                                   \
    {.size = sizeof(new_probe_type),                                  \
     .id = LIVETAP_STR(id_),                                          \
     .summary = LIVETAP_STR("Describes itself with longer structs."), \
     .settings = (const livetap_setting*)settings,                    \
     .setting_count = 3,                                              \
     .create = minimal_create,                                        \
     .schema = minimal_schema,                                        \
     .collect = minimal_collect,                                      \
     .destroy = minimal_destroy},                                     \
        NULL                                                          \
  }

static const new_probe_type types[] = {TYPE("newer_first"), TYPE("newer_second")};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = 2,
    .version = LIVETAP_STR("1.1"),
    .types = (const livetap_probe_type*)types,
};
