#!/bin/sh
# Without a processor's own instructions handout gives the same bytes as with them.
. "$(dirname "$0")/cli/lib.sh"
: "${BUILD_DIR:?}" "${SOURCE_DIR:?}"
echo 'int x =
#ifdef __SSE2__
1;
#endif' >sse2.c
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$BUILD_DIR/CMakeCache.txt")
"$compiler" -c sse2.c 2>/dev/null || {
  echo "this processor has no instructions of which handout makes use"
  exit 77
}

# answers COMMAND: everything that it says of many kinds of texts.
answers() {
  set -- "$1" "$SAMPLES" "$SOURCE_DIR/tests/none" "$SOURCE_DIR/tests/domain" "$SOURCE_DIR/tests/corpus"
  "$1" classify --json "$2" "$3" "$4" "$5"
  "$1" classify --json --whole "$2" "$3" "$4" "$5"
  "$1" features "$2" "$3"
  "$1" explain --json "$2" "$4"
}

# expect_answers NAME FLAGS: those of handout made with these flags are the same.
expect_answers() {
  cmake -S "$SOURCE_DIR" -B "$1" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release -DHANDOUT_TESTS=OFF \
    -DCMAKE_C_FLAGS="$2" >log 2>&1 && cmake --build "$1" -j "$(nproc)" >>log 2>&1 || {
    fail "$1: $(tail -n 5 log)"
    return
  }
  answers "$1/handout" >"answers-$1" 2>&1
  expect_same answers "answers-$1" "$1"
}

answers "$HANDOUT" >answers 2>&1
[ "$(wc -l <answers)" -gt 100 ] || fail "few answers: $(head -n 3 answers)"
expect_answers portable -U__SSE2__
done_testing
