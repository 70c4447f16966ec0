# Has a target load a shared library when it needs it (see src/late.h): NAME is defined as what the dynamic
# loader knows it by, and the target isn't linked with it.
function(load_late target name library)
  execute_process(COMMAND ${CMAKE_READELF} -d ${library} OUTPUT_VARIABLE described ERROR_VARIABLE failure)
  if(NOT described MATCHES "\\(SONAME\\)[^[]*\\[([^]]+)\\]")
    message(FATAL_ERROR "${library} should be a shared library with a name (SONAME): ${failure}")
  endif()
  target_compile_definitions(${target} PRIVATE ${name}="${CMAKE_MATCH_1}")
  target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS})
endfunction()
