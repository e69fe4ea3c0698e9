/* An entry that ends before its types: refused; nothing beyond the size may be read. */
#include "minimal_type.h"

static const livetap_probe_type types[] = {MINIMAL_TYPE("shorter_entry")};

const livetap_entry livetap_probe_entry = {
    .size = offsetof(livetap_entry, types),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = 1,
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
