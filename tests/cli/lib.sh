# Shared by the scripts of this folder: a scratch folder, and checks that count failures.
set -u
: "${HANDOUT:?path of the command}" "${SAMPLES:?folder of the sample articles}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
# A sanitizer's finding is no exit code of ours.
ASAN_OPTIONS="${ASAN_OPTIONS:-}:exitcode=99" UBSAN_OPTIONS="${UBSAN_OPTIONS:-}:exitcode=99:print_stacktrace=1"
export ASAN_OPTIONS UBSAN_OPTIONS
grep -q __asan_init "$HANDOUT" && sanitized=yes || sanitized=no
failures=0

fail() {
  echo "FAIL: $*" >&2
  failures=$((failures + 1))
}

# expect_code CODE COMMAND...: runs it with output in out and err.
expect_code() {
  wanted=$1
  shift
  "$@" >out 2>err </dev/null
  got=$?
  [ "$got" -eq "$wanted" ] || fail "exit $got in place of $wanted: $* ($(head -c 200 err))"
}

# expect_same FILE FILE WHAT
expect_same() {
  cmp -s "$1" "$2" || fail "$3: $(diff "$1" "$2" | head -4)"
}

# expect_text FILE TEXT: the file has it somewhere.
expect_text() {
  grep -qF -e "$2" "$1" || fail "no '$2' in $1: $(head -c 300 "$1")"
}

# expect_lines FILE NUMBER
expect_lines() {
  [ "$(wc -l <"$1")" -eq "$2" ] || fail "$(wc -l <"$1") lines in place of $2 in $1"
}

done_testing() {
  [ "$failures" -eq 0 ] && exit 0
  echo "$failures checks failed" >&2
  exit 1
}
