# What single tests need beyond the rest.

# The command's parts are in no library.
if(TARGET test_command_memory)
  file(GLOB PARTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.c)
  list(FILTER PARTS EXCLUDE REGEX "/main\\.c$")
  target_sources(test_command_memory PRIVATE ${PARTS})
  target_include_directories(test_command_memory PRIVATE ${PROJECT_SOURCE_DIR}/src/cli)
  target_link_libraries(test_command_memory PRIVATE
    PkgConfig::JANSSON PkgConfig::ZSTD LibLZMA::LibLZMA ZLIB::ZLIB Threads::Threads)
endif()

# Only calls from our own code can be made to fail.
foreach(name test_alloc test_places test_train_memory test_command_memory)
  if(TARGET ${name})
    target_link_options(${name} PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free)
  endif()
endforeach()

# Ones that take long begin first, and are left out of short runs.
foreach(name hostile cli_hostile cli_limits test_html test_limits test_page_limits test_command_memory
    test_train_killed test_model_damage model_damage locale portable)
  if(TEST ${name})
    set_property(TEST ${name} APPEND PROPERTY LABELS slow)
    set_tests_properties(${name} PROPERTIES COST 1000 TIMEOUT 1800)
  endif()
endforeach()

# Ones that run several threads, for the thread sanitizer.
foreach(name test_threads test_score test_train cli_jsonl cli_learn cli_output)
  if(TEST ${name})
    set_property(TEST ${name} APPEND PROPERTY LABELS threads)
  endif()
endforeach()

# Compares with libsvm's own answers.
if(TARGET test_svm_fit)
  target_link_libraries(test_svm_fit PRIVATE ${LIBSVM_LIBRARY})
endif()
