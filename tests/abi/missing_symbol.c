/* A good library that is no plugin: refused, with the missing symbol named. */
int livetap_test_not_a_plugin(void);

int livetap_test_not_a_plugin(void) {
  return 1;
}
