# What single tests need beyond the rest.

# Only calls from our own code can be made to fail.
if(TARGET test_alloc)
  target_link_options(test_alloc PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free)
endif()
if(TARGET test_train_memory)
  target_link_options(test_train_memory PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)
endif()

# Ones that take long begin first, and are left out of short runs.
foreach(name hostile cli_hostile test_html test_train_killed test_model_damage model_damage locale)
  if(TEST ${name})
    set_property(TEST ${name} APPEND PROPERTY LABELS slow)
    set_tests_properties(${name} PROPERTIES COST 1000 TIMEOUT 1800)
  endif()
endforeach()

# Ones that run several threads, for the thread sanitizer.
foreach(name test_score test_train cli_jsonl cli_learn cli_output)
  if(TEST ${name})
    set_property(TEST ${name} APPEND PROPERTY LABELS threads)
  endif()
endforeach()
