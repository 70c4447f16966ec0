#!/bin/sh
# A source file includes only headers of files to its left in the list of its CMakeLists.txt; libsvm's
# header and liblinear's stand in one file; some functions are called nowhere.
set -eu
cd "${SOURCE_DIR:?}"
failures=$(mktemp)
trap 'rm -f "$failures"' EXIT

# The sources of src/ in the order of the data.
order=$(sed -n '/set(HANDOUT_SOURCES/,/)/p' src/CMakeLists.txt | tr -d '()' | tr ' ' '\n' | sed -n 's/\.c$//p')
[ "$(echo "$order" | wc -l)" -ge 15 ]

place() {
  echo "$order" | grep -nx "$1" | cut -d: -f1
}

# check FILE MODULE: the module's place, against those of what the file includes.
check() {
  at=$(place "$2")
  sed -n 's/^ *# *include "\([a-z0-9_]*\)\.h".*/\1/p' "$1" | while read -r header; do
    case $header in
    handout | "$2" | default_model) continue ;; # the public header, its own, the data written by the build
    esac
    # A table of data belongs to the file that it is named after.
    [ "${header#"${2}"_}" = "$header" ] || continue
    [ -f "src/$header.c" ] || {
      grep -l "\"$header\.h\"" src/*.c src/*.h | wc -l | grep -qx 1 || echo "$1: $header.h has more than one user"
      continue
    }
    left=$(place "$header")
    if [ -z "$left" ] || [ "$left" -ge "$at" ]; then
      echo "$1 includes $header.h, which is not to its left"
    fi
  done
}

for module in $order; do
  check "src/$module.c" "$module" >>"$failures"
  # A file that is part of another's module has no header of its own.
  [ -f "src/$module.h" ] && check "src/$module.h" "$module" >>"$failures"
done

# The library knows nothing of the parts built on it, nor they of what is built on them.
grep -lE '#include "(page|options|command|dataset|fit|json)\.h"|<(svm|linear|jansson|libxml)' src/*.[ch] \
  >>"$failures" || true
grep -nE '<(libsvm/)?svm\.h>|<(liblinear/)?linear\.h>' -r src >>"$failures" || true

# only_in LIBRARY FILE...: which files may know its header.
only_in() {
  library=$1
  shift
  users=$(grep -lE "#include [<\"]([a-z]*/)?$library\.h[>\"]" -r src training | LC_ALL=C sort | tr '\n' ' ')
  [ "$users" = "$* " ] || echo "$library.h is included in $users" >>"$failures"
}
only_in svm training/solvers.h
only_in linear training/solvers.h

# Calls that are never right here. Comments and strings don't end in a bracket.
grep -nwE '(setlocale|strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|alloca|system|strncpy|strncat) *\(' \
  -r src training --include='*.[ch]' >>"$failures" || true

[ ! -s "$failures" ] || {
  cat "$failures" >&2
  exit 1
}
