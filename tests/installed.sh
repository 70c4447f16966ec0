#!/bin/sh
# Installs into an empty folder and builds programs against what is there, by pkg-config and by find_package.
set -eu
: "${BUILD_DIR:?}" "${SOURCE_DIR:?}"
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$BUILD_DIR" --prefix "$prefix/usr" >/dev/null

# A sanitized library needs its consumers sanitized too.
flags="-std=c11 -Wall -Wextra -Wpedantic -Werror"
sanitizers=$(sed -n 's/^HANDOUT_SANITIZE:[A-Z]*=//p' "$BUILD_DIR/CMakeCache.txt")
[ -z "$sanitizers" ] || flags="$flags -fsanitize=$sanitizers"
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$BUILD_DIR/CMakeCache.txt")

run() {
  code=0
  "$@" || code=$?
  [ "$code" -eq 0 ] || [ "$code" -eq 77 ] || {
    echo "exit $code: $*" >&2
    exit 1
  }
}

libdir=$(dirname "$(find "$prefix" -name libhandout.a)")
export PKG_CONFIG_PATH="$libdir/pkgconfig"
cd "$SOURCE_DIR/tests/consumer"
# shellcheck disable=SC2046,SC2086
"$compiler" $flags consumer.c -o "$prefix/shared" -pthread $(pkg-config --cflags --libs handout)
LD_LIBRARY_PATH=$libdir run "$prefix/shared"
# shellcheck disable=SC2046,SC2086
"$compiler" $flags consumer.c -o "$prefix/static" -pthread $(pkg-config --cflags handout) \
  "$libdir/libhandout.a" $(pkg-config --libs libutf8proc) -lm
run "$prefix/static"

cmake -S . -B "$prefix/build" -DCMAKE_PREFIX_PATH="$prefix/usr" -DCMAKE_C_COMPILER="$compiler" \
  -DCMAKE_C_FLAGS="$flags" >/dev/null
cmake --build "$prefix/build" >/dev/null
run "$prefix/build/consumer-shared"
run "$prefix/build/consumer-static"

if command -v c++ >/dev/null; then
  # shellcheck disable=SC2046
  c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only $(pkg-config --cflags handout) consumer.cpp
else
  echo "no C++ compiler: the header was not tried there"
fi

[ -z "$sanitizers" ] || exit 0
"$prefix/usr/bin/handout" --version | grep -q '^handout 1\.'
