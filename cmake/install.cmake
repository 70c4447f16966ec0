# What a program needs to build against the installed library: a pkg-config file and a CMake package.
include(CMakePackageConfigHelpers)

set(PACKAGE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/handout)
file(RELATIVE_PATH PREFIX_FROM_PC ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" PREFIX_FROM_PC ${PREFIX_FROM_PC})
configure_file(cmake/handout.pc.in ${PROJECT_BINARY_DIR}/handout.pc @ONLY)
configure_package_config_file(cmake/handoutConfig.cmake.in ${PROJECT_BINARY_DIR}/handoutConfig.cmake
  INSTALL_DESTINATION ${PACKAGE_FOLDER})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/handoutConfigVersion.cmake COMPATIBILITY SameMajorVersion)

install(EXPORT handout-targets NAMESPACE handout:: DESTINATION ${PACKAGE_FOLDER})
install(FILES ${PROJECT_BINARY_DIR}/handoutConfig.cmake ${PROJECT_BINARY_DIR}/handoutConfigVersion.cmake
  DESTINATION ${PACKAGE_FOLDER})
install(FILES ${PROJECT_BINARY_DIR}/handout.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
