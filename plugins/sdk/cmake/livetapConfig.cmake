# find_package(livetap) gives the target livetap::sdk (headers) and livetap_add_probe().
include("${CMAKE_CURRENT_LIST_DIR}/livetapTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/LivetapAddProbe.cmake")
