#!/bin/sh
# Damaged models through the command: exit 3 and a line each time, no signal.
. "$(dirname "$0")/cli/lib.sh"
model=$SOURCE_DIR/models/default.model
if [ ! -s "$model" ]; then
  "$HANDOUT" train --data "$SOURCE_DIR/tests/corpus" --lexicon "$SOURCE_DIR/models/default.lexicon" --out model \
    >out 2>err || fail "no model could be trained: $(head -c 200 err)"
  model=model
fi
size=$(wc -c <"$model")

# Places of damage, the same on every run.
awk -v size="$size" 'BEGIN { srand(7); for (i = 0; i < 50; i++) print int(rand() * size), i % 2 }' >places
while read -r place cut; do
  cp "$model" damaged
  if [ "$cut" = 1 ]; then
    head -c "$place" "$model" >damaged
  else
    dd if=/dev/zero of=damaged bs=1 count=1 seek="$place" conv=notrunc 2>/dev/null
  fi
  expect_code 3 "$HANDOUT" classify --model damaged "$SAMPLES/wire-visit.txt"
  expect_text err 'damaged:'
  [ -s out ] && fail "an answer from a damaged model"
done <places

expect_code 3 "$HANDOUT" classify --model nowhere "$SAMPLES/wire-visit.txt"
expect_code 3 "$HANDOUT" classify --model "$SAMPLES" "$SAMPLES/wire-visit.txt"
expect_code 3 "$HANDOUT" model "$SAMPLES/wire-visit.txt"
expect_code 3 "$HANDOUT" explain --model /dev/null "$SAMPLES/wire-visit.txt"
: >empty
expect_code 3 "$HANDOUT" features --model empty "$SAMPLES/wire-visit.txt"
expect_code 0 "$HANDOUT" classify --model "$model" "$SAMPLES/wire-visit.txt"
done_testing
