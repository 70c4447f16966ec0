#!/bin/sh
# Output that can't be written, for every command: a message and exit 4; a reader that leaves: exit 0, quietly.
. "$(dirname "$0")/cli/lib.sh"
corpus=$SOURCE_DIR/tests/corpus
train="--data $corpus --lexicon $SOURCE_DIR/models/default.lexicon"
# shellcheck disable=SC2086
"$HANDOUT" train $train --out model >out 2>err || fail "no model could be trained: $(head -c 200 err)"
cp "$SAMPLES/two-articles.txt" two.txt
printf '{"text": "A word."}\n' >line.jsonl

# The commands, a line each.
cat >commands <<END
classify --model model two.txt
classify --model model --json two.txt
classify --model model --jsonl line.jsonl
classify --model model --summary two.txt
classify --model model --threads 2 two.txt two.txt
explain --model model two.txt
text two.txt
features --model model two.txt
features --model model --list
model model
eval --model model --data $corpus
train $train --out again
classify --help
--version
END

while read -r words; do
  # shellcheck disable=SC2086
  set -- $words
  "$HANDOUT" "$@" >&- 2>err </dev/null
  code=$?
  [ $code -eq 4 ] || fail "a closed stdout gave exit $code: $words"
  grep -q '^handout: standard output: ' err || fail "no message for a closed stdout: $words"
  if [ -c /dev/full ]; then
    "$HANDOUT" "$@" >/dev/full 2>err </dev/null
    code=$?
    [ $code -eq 4 ] || fail "a full device gave exit $code: $words"
    grep -q '^handout: standard output: No space' err || fail "no message for a full device: $words ($(cat err))"
  fi
  mkfifo pipe
  (
    "$HANDOUT" "$@" >pipe 2>quiet </dev/null
    echo $? >code
  ) &
  : <pipe # opened and closed, nothing read
  wait
  rm -f pipe
  [ "$(cat code)" = 0 ] || fail "a closed pipe gave exit $(cat code): $words"
  case $words in
  train*) ;; # says on stderr what it trains on
  *) [ ! -s quiet ] || fail "a closed pipe was not quiet: $words ($(head -c 200 quiet))" ;;
  esac
done <commands
expect_same model again "what was trained without a place to report"

# All streams closed: nothing is written into a file that is opened in their place.
cp two.txt before
"$HANDOUT" classify --model model two.txt <&- >&- 2>&-
[ $? -eq 4 ] || fail "all streams closed was not exit 4"
expect_same two.txt before "an input with all streams closed"
expect_code 4 "$HANDOUT" train --data "$corpus" --lexicon "$SOURCE_DIR/models/default.lexicon" --out nowhere/model
expect_text err 'nowhere/model: cannot be written'
done_testing
