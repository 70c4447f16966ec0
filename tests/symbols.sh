#!/bin/sh
# The shared library exports the header's functions and no others; names of the static one carry a prefix; the
# shared library needs libc, libm and libutf8proc alone.
set -eu
: "${BUILD_DIR:?}" "${SOURCE_DIR:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shared=$BUILD_DIR/src/libhandout.so static=$BUILD_DIR/src/libhandout.a
export LC_ALL=C

# Weak symbols are the sanitizers' own.
nm -D --defined-only "$shared" | awk '$2 != "W" && $2 != "V" && $2 != "w" { print $3 }' | grep -v '^__' |
  sort >"$work/exported"
sed -n 's/^HANDOUT_API .*[ *]\(handout_[a-z_]*\)(.*/\1/p' "$SOURCE_DIR/src/handout.h" | sort >"$work/declared"
[ "$(wc -l <"$work/declared")" -ge 15 ]
diff "$work/declared" "$work/exported"

nm --defined-only -g "$static" | awk 'NF == 3 { print $3 }' | grep -v -e '^handout_' -e '^ho_' -e '^__' >"$work/others" &&
  {
    echo "names without a prefix:" >&2
    cat "$work/others" >&2
    exit 1
  }

grep -q '^HANDOUT_SANITIZE:[A-Z]*=.' "$BUILD_DIR/CMakeCache.txt" && exit 0
ldd "$shared" | awk '{ print $1 }' | grep -v -e '^linux-vdso' -e 'ld-linux' -e '^libc\.so' -e '^libm\.so' \
  -e '^libutf8proc\.so' >"$work/needed" && {
  echo "the shared library needs:" >&2
  cat "$work/needed" >&2
  exit 1
}

# It neither prints nor opens, exits nor changes the locale.
nm -D --undefined-only "$shared" | awk '{ print $2 }' | sed 's/@.*//' |
  grep -x -e 'printf' -e 'puts' -e 'putchar' -e 'f\?open' -e 'fwrite' -e 'exit' -e 'abort' -e 'setlocale' -e 'rand' \
    -e '__printf_chk' -e 'perror' -e 'stdout' -e 'stderr' >"$work/calls" && {
  echo "the library calls:" >&2
  cat "$work/calls" >&2
  exit 1
}
exit 0
