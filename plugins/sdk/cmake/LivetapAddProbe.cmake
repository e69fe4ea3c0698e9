# livetap_add_probe(NAME SOURCES file... [LIBS target...] [NOT_INSTALLED])
#
# Builds a plugin NAME.so: a module that exports exactly one symbol, livetap_probe_entry, and has
# every other symbol resolved when it is linked. Inside the Livetap tree it lands where the agent of
# that tree looks; elsewhere in the current binary folder. `cmake --install` puts it into
# LIVETAP_PLUGIN_INSTALL_DIR (lib/livetap unless set).
function(livetap_add_probe name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NOT_INSTALLED" "" "SOURCES;LIBS")
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "usage: livetap_add_probe(NAME SOURCES file... [LIBS target...] [NOT_INSTALLED])")
  endif()

  # What the linker may export, from beside this file.
  set(version_script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/livetap_probe.map")
  add_library(${name} MODULE ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE livetap::sdk ${arg_LIBS})
  if(TARGET livetap_flags)
    target_link_libraries(${name} PRIVATE livetap_flags)
  endif()
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_compile_options(${name} PRIVATE -ffunction-sections -fdata-sections)
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS "${version_script}")
  target_link_options(${name} PRIVATE
    "LINKER:--version-script=${version_script}" LINKER:--gc-sections)
  # A sanitizer's runtime comes with the program that loads the module.
  if(NOT LIVETAP_SANITIZE)
    target_link_options(${name} PRIVATE LINKER:-z,defs)
  endif()

  if(LIVETAP_PLUGIN_OUTPUT_DIR)
    set_target_properties(${name} PROPERTIES
      LIBRARY_OUTPUT_DIRECTORY "${LIVETAP_PLUGIN_OUTPUT_DIR}")
  endif()
  if(arg_NOT_INSTALLED)
    return()
  endif()
  if(NOT LIVETAP_PLUGIN_INSTALL_DIR)
    set(LIVETAP_PLUGIN_INSTALL_DIR "lib/livetap")
  endif()
  install(TARGETS ${name} LIBRARY DESTINATION "${LIVETAP_PLUGIN_INSTALL_DIR}" COMPONENT plugins)
endfunction()
