#!/bin/sh
# Measures handout beside other programs: run.sh [OPTION]... CORPUS, with CORPUS/LABEL/PUBLISHER/*.txt.
# Options are bench.py's. BUILD is the folder handout was built in, build/release if not given.
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
tools=$build/bench
PACKAGES="gcc libjansson-dev pkg-config python3 coreutils grep jq fasttext python3-sklearn bogofilter
  libsvm-tools"

missing=
for package in $PACKAGES; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}
# One by one, so that a package that can't be had leaves out one program and no more.
for package in $missing; do
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" \
    >/dev/null 2>&1 || echo "$package can't be installed" >&2
done

mkdir -p "$tools"
gcc -O2 -Wall -Wextra -D_GNU_SOURCE tests/bench/measure.c -o "$tools/measure"
# shellcheck disable=SC2046
gcc -O2 -Wall -Wextra -D_GNU_SOURCE tests/bench/jansson.c -o "$tools/jansson" \
  $(pkg-config --cflags --libs jansson) || rm -f "$tools/jansson"
export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 tests/bench/bench.py --handout "$build/handout" --tools "$tools" "$@"
