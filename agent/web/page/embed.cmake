# Puts the files of the page, and the chart library as Debian installs it, into the program: each as
# it is and gzipped, by the assembler's .incbin. Sets LIVETAP_ASSETS_SOURCE.
find_program(LIVETAP_GZIP gzip REQUIRED)
find_file(LIVETAP_DYGRAPHS dygraph.min.js
  PATHS /usr/share/javascript/dygraphs /usr/share/nodejs/dygraphs/dist
  DOC "dygraph.min.js of the package libjs-dygraphs" NO_DEFAULT_PATH REQUIRED)
find_file(LIVETAP_DYGRAPHS_CSS dygraph.min.css
  PATHS /usr/share/javascript/dygraphs /usr/share/nodejs/dygraphs/dist
  DOC "dygraph.min.css of the package libjs-dygraphs" NO_DEFAULT_PATH REQUIRED)

set(files
  index.html page.css icon.svg
  page.js cards.js chart.js events.js format.js page_state.js panel.js rows.js stream.js timeline.js tip.js)
list(TRANSFORM files PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
list(APPEND files "${LIVETAP_DYGRAPHS}" "${LIVETAP_DYGRAPHS_CSS}")

set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")

set(blobs "")
set(declarations "")
set(entries "")
set(compressed "")
set(number 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  get_filename_component(ending "${file}" LAST_EXT)
  string(SUBSTRING "${ending}" 1 -1 ending)
  set(gz "${CMAKE_CURRENT_BINARY_DIR}/assets/${name}.gz")
  add_custom_command(OUTPUT "${gz}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${CMAKE_CURRENT_BINARY_DIR}/assets"
    COMMAND "${LIVETAP_GZIP}" -9 -n -c "${file}" > "${gz}"
    DEPENDS "${file}" VERBATIM)
  list(APPEND compressed "${gz}")
  string(APPEND blobs "BLOB(a${number}, \"${file}\")\nBLOB(z${number}, \"${gz}\")\n")
  string(APPEND entries
    "    {\"/${name}\", \"${types_${ending}}\", {a${number}_begin, size_of(a${number}_begin, a${number}_end)},\n"
    "     {z${number}_begin, size_of(z${number}_begin, z${number}_end)}},\n")
  math(EXPR number "${number} + 1")
endforeach()

set(LIVETAP_ASSETS_SOURCE "${CMAKE_CURRENT_BINARY_DIR}/asset_list.cpp")
configure_file("${CMAKE_CURRENT_LIST_DIR}/asset_list.cpp.in" "${LIVETAP_ASSETS_SOURCE}" @ONLY)
set_source_files_properties("${LIVETAP_ASSETS_SOURCE}" PROPERTIES
  OBJECT_DEPENDS "${files};${compressed}")
