/* Built for a newer minor than the agent's: refused, with both versions named. */
#include "minimal_type.h"

static const livetap_probe_type types[] = {MINIMAL_TYPE("newer_minor")};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR + 1,
    .type_count = 1,
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
