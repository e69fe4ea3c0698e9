// For builds with AddressSanitizer: libpqxx 6.4 forgets a result when a connection is cut in the
// middle of its answer, which is what the stand-in does to end beside a frozen database.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpqxx";
}
