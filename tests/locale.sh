#!/bin/sh
# A locale with a decimal comma changes no byte of any output.
. "$(dirname "$0")/cli/lib.sh"
mkdir locales
localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 >/dev/null 2>&1
export LOCPATH="$work/locales"
if [ "$(LC_ALL=de_DE.UTF-8 awk 'BEGIN { printf "%.1f", 1 / 2 }')" != 0,5 ] &&
  [ "$(LC_ALL=de_DE.UTF-8 printf '%.1f' 0,5 2>/dev/null)" != 0,5 ]; then
  echo "there is no locale with a decimal comma here"
  exit 77
fi
corpus=$SOURCE_DIR/tests/corpus
lexicon=$SOURCE_DIR/models/default.lexicon

# all FOLDER: every kind of output into it.
all() {
  mkdir "$1"
  "$HANDOUT" train --data "$corpus" --lexicon "$lexicon" --out "$1/model" --problem "$1/problem" >"$1/train" 2>&1
  for format in tsv csv json; do
    "$HANDOUT" classify --model "$1/model" --format $format "$SAMPLES" >"$1/classify-$format" 2>&1
  done
  for format in libsvm tsv json; do
    "$HANDOUT" features --model "$1/model" --format $format "$SAMPLES" >"$1/features-$format" 2>&1
  done
  "$HANDOUT" explain --model "$1/model" "$SAMPLES" >"$1/explain" 2>&1
  "$HANDOUT" explain --model "$1/model" --json "$SAMPLES" >"$1/explain-json" 2>&1
  "$HANDOUT" text "$SAMPLES" >"$1/text" 2>&1
  "$HANDOUT" classify --model "$1/model" --threshold 0.75 --min-confidence 0.25 "$SAMPLES" >"$1/threshold" 2>&1
  "$HANDOUT" eval --model "$1/model" --data "$corpus" --json >"$1/eval" 2>&1
  "$HANDOUT" model "$1/model" | grep -v '^model' >"$1/about" 2>&1
}

LC_ALL=C all plain
LC_ALL=de_DE.UTF-8 all comma
sed 's/^comma/plain/' comma/train >said && mv said comma/train
for file in plain/*; do
  [ -s "$file" ] || fail "nothing in $file"
  expect_same "$file" "comma/${file#plain/}" "${file#plain/}"
done
grep -q '0\.[0-9]' plain/classify-csv || fail "no number with a decimal point was compared"
done_testing
