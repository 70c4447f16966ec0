#!/bin/sh
# Holds the number of instructions that classifying takes, and of branches that a simple processor would guess
# wrong, below the ceilings in instructions.txt.
#
# Times on shared machines are noise; these numbers hardly move. They depend on the compiler and
# its options, so only a release build by gcc is held to them.
. "$(dirname "$0")/cli/lib.sh"
: "${BUILD_DIR:?}" "${SOURCE_DIR:?}"

skip() {
  echo "$*"
  exit 77
}

setting() {
  sed -n "s/^$1:[A-Z]*=//p" "$BUILD_DIR/CMakeCache.txt"
}

command -v valgrind >/dev/null || skip "there is no valgrind here"
[ "$(uname -m)" = x86_64 ] || skip "the ceilings are an x86-64 processor's"
[ "$(setting CMAKE_BUILD_TYPE)" = Release ] || skip "the ceilings are a release build's"
[ -z "$(setting HANDOUT_SANITIZE)$(setting CMAKE_C_FLAGS)" ] || skip "the ceilings are for the usual options"
"$(setting CMAKE_C_COMPILER)" --version | grep -q 'Free Software Foundation' ||
  skip "the ceilings are for gcc"

# count FILE: the instructions of classifying it, then the wrong guesses.
count() {
  valgrind --tool=callgrind --branch-sim=yes --callgrind-out-file=/dev/null "$HANDOUT" classify --whole "$1" \
    2>log >answer || fail "callgrind: $(tail -n 3 log)"
  grep -q "$1" answer || fail "no answer for $1"
  sed -n -e 's/.*Collected : \([0-9]*\).*/\1/p' -e 's/,//g' -e 's/.*Mispredicts: *\([0-9]*\).*/\1/p' log
}

# expect_below NAME COUNT
expect_below() {
  ceiling=$(sed -n "s/^$1 //p" "$SOURCE_DIR/tests/instructions.txt")
  [ "${2:-0}" -gt 0 ] && [ "$2" -le "${ceiling:?}" ] || fail "$1: $2, more than $ceiling"
  echo "$1: $2 of $ceiling"
}

# Pieces of the samples in changing order, so that it is not one text over and over.
: >empty
order=0
: >megabyte
while [ "$(wc -c <megabyte)" -lt 1000000 ]; do
  order=$((order + 1))
  cat "$SAMPLES"/*.txt | awk -v order=$order 'NF { print (NR * (order % 97 + 1)) % 211 "\t" $0 }' |
    LC_ALL=C sort -n | cut -f 2- >>megabyte
done
head -c 1000000 megabyte >cut && mv cut megabyte

count empty >startup
count megabyte >both
paste startup both >counts
expect_below startup "$(sed -n 1p startup)"
expect_below megabyte "$(awk 'NR == 1 { print $2 - $1 }' counts)"
expect_below guesses "$(awk 'NR == 2 { print $2 - $1 }' counts)"
done_testing
