# Compiler flags of the tree, carried by one interface target: livetap_flags.
add_library(livetap_flags INTERFACE)
target_compile_options(livetap_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wcast-align -Wformat=2 -Wnull-dereference
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast>
  $<$<BOOL:${LIVETAP_WERROR}>:-Werror>)

# -Wnull-dereference and -Wmaybe-uninitialized look through inlined library code when optimising
# and report it as ours; the unoptimised presets keep the first.
target_compile_options(livetap_flags INTERFACE
  $<$<NOT:$<CONFIG:Debug>>:-Wno-null-dereference>)

# Line tables are enough for a stack trace and halve what a debug build writes.
target_compile_options(livetap_flags INTERFACE $<$<CONFIG:Debug>:-g1>)

# Hardening, as Debian builds its own daemons.
target_compile_options(livetap_flags INTERFACE -fstack-protector-strong)
if(NOT LIVETAP_SANITIZE)
  target_compile_options(livetap_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()
target_link_options(livetap_flags INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)

if(LIVETAP_SANITIZE)
  target_compile_options(livetap_flags INTERFACE
    -fsanitize=${LIVETAP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    -Wno-null-dereference -Wno-maybe-uninitialized)
  target_link_options(livetap_flags INTERFACE -fsanitize=${LIVETAP_SANITIZE})
  if(LIVETAP_FUZZ)
    target_compile_options(livetap_flags INTERFACE -fsanitize=fuzzer-no-link -Wno-unknown-warning-option)
  endif()
  if(LIVETAP_SANITIZE MATCHES "thread")
    # Boost.Asio fences are not understood by the sanitizer; gcc warns of each.
    target_compile_options(livetap_flags INTERFACE -Wno-tsan)
  endif()
endif()

include(CheckPIESupported)
check_pie_supported()
