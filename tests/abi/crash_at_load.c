/* Crashes inside dlopen. */
#include "minimal_type.h"

__attribute__((constructor, no_sanitize_undefined)) static void crash(void) {
  volatile int* volatile nowhere = NULL;
  *nowhere = 1;
}

static const livetap_probe_type types[] = {MINIMAL_TYPE("crash_at_load")};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = 1,
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
