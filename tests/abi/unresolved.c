/* Calls a function that nobody has: dlopen with RTLD_NOW fails and names it. */
#include "minimal_type.h"

void livetap_test_function_of_a_forgotten_library(void);

__attribute__((constructor)) static void call(void) {
  livetap_test_function_of_a_forgotten_library();
}

static const livetap_probe_type types[] = {MINIMAL_TYPE("unresolved")};

const livetap_entry livetap_probe_entry = {
    .size = sizeof(livetap_entry),
    .abi_major = LIVETAP_ABI_MAJOR,
    .abi_minor = LIVETAP_ABI_MINOR,
    .type_count = 1,
    .version = LIVETAP_STR("1.0"),
    .types = types,
};
