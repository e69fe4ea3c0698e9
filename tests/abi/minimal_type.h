/* A probe type without settings and measurements, for plugins whose fault lies elsewhere. */
#ifndef LIVETAP_TESTS_ABI_MINIMAL_TYPE_H
#define LIVETAP_TESTS_ABI_MINIMAL_TYPE_H

#include <livetap/probe.h>

static inline void* minimal_create(const livetap_host* host, const livetap_node* settings,
                                   livetap_error* error) {
  static int instance;
  (void)host;
  (void)settings;
  (void)error;
  return &instance;
}

static inline const livetap_schema* minimal_schema(void* instance) {
  static const livetap_schema schema = {.size = sizeof(livetap_schema)};
  (void)instance;
  return &schema;
}

static inline int minimal_collect(void* instance, const livetap_call* call, livetap_error* error) {
  (void)instance;
  (void)call;
  (void)error;
  return 1;
}

static inline void minimal_destroy(void* instance) {
  (void)instance;
}

#define MINIMAL_TYPE(id_)                                                            \
  {                                                                                  \
    .size = sizeof(livetap_probe_type), .id = LIVETAP_STR(id_),                      \
    .summary = LIVETAP_STR("Measures nothing."), .create = minimal_create,           \
    .schema = minimal_schema, .collect = minimal_collect, .destroy = minimal_destroy \
  }

#endif
