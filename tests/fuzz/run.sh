#!/bin/sh
# Fuzzes every reader: run.sh SECONDS [TARGET]... builds the targets with clang and runs each for so long.
# Prints executions and coverage; a failing input is kept in build/fuzz/findings, and ends in exit 1.
set -eu
seconds=${1:?usage: run.sh SECONDS [TARGET]...}
shift
cd "$(dirname "$0")/../.."
build=${FUZZ_BUILD:-build/fuzz}

cmake -S . -B "$build" -DCMAKE_C_COMPILER="${CC:-clang}" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DHANDOUT_SANITIZE=fuzzer-no-link,address,undefined >/dev/null
cmake --build "$build" --target fuzz -j "$(nproc)" >"$build/build.log" 2>&1 || {
  tail -n 40 "$build/build.log"
  exit 1
}

[ $# -gt 0 ] || set -- text token piece page json lines expand model lexicon number score command
failed=0
printf '%-10s %12s %8s %10s %8s  %s\n' target executions 'a second' coverage corpus outcome
for target in "$@"; do
  corpus=$build/corpus/$target
  log=$build/$target.log
  mkdir -p "$corpus" "$build/findings"
  set +e
  options="-max_total_time=$seconds -max_len=8192 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1"
  [ ! -f "tests/fuzz/dictionaries/$target" ] || options="$options -dict=tests/fuzz/dictionaries/$target"
  [ "$target" != command ] || options="$options -close_fd_mask=2"
  regressions=tests/fuzz/regressions/$target
  [ -d "$regressions" ] || regressions=
  # shellcheck disable=SC2086
  "$build/tests/fuzz/fuzz_$target" $options -artifact_prefix="$build/findings/$target-" \
    "$corpus" "tests/fuzz/seeds/$target" $regressions >"$log" 2>&1
  code=$?
  set -e
  outcome='no finding'
  if [ "$code" -eq 72 ]; then # libFuzzer's code for being told to stop
    outcome=interrupted
  elif [ "$code" -ne 0 ]; then
    outcome="FAILED, see $log"
    failed=1
  fi
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log" | tail -n 1)
  edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
  kept=$(find "$corpus" -type f | wc -l)
  printf '%-10s %12s %8s %10s %8s  %s\n' "$target" "${runs:-?}" "${speed:-?}" "${edges:-?}" "$kept" "$outcome"
done
exit $failed
