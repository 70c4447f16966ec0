# What single tests need beyond the rest.

# Only calls from our own code can be made to fail.
if(TARGET test_alloc)
  target_link_options(test_alloc PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free)
endif()
if(TARGET test_train_memory)
  target_link_options(test_train_memory PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)
endif()
