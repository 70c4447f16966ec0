#!/bin/sh
# The C example of the README compiles, runs, and takes its text for a release.
set -eu
: "${BUILD_DIR:?}" "${SOURCE_DIR:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk '/^```c$/ {on = 1; next} /^```$/ {on = 0} on' "$SOURCE_DIR/README.md" >"$work/example.c"
sanitizers=$(sed -n 's/^HANDOUT_SANITIZE:[A-Z]*=//p' "$BUILD_DIR/CMakeCache.txt")
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$BUILD_DIR/CMakeCache.txt")
"$compiler" -std=c11 -Wall -Wextra -Werror ${sanitizers:+-fsanitize=$sanitizers} -I "$SOURCE_DIR/src" \
  "$work/example.c" -o "$work/example" -L "$BUILD_DIR/src" -lhandout -Wl,-rpath,"$BUILD_DIR/src"
answer=$("$work/example")
echo "$answer"
[ "${answer%% *}" = readout ]
