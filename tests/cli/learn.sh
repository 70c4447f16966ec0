#!/bin/sh
# train, eval and experiment: exit codes, messages, the same bytes, and libsvm's own answer to our problem.
. "$(dirname "$0")/lib.sh"
lexicon=$SOURCE_DIR/models/default.lexicon
corpus=$SOURCE_DIR/tests/corpus

# Usage.
expect_code 0 "$HANDOUT" train --help
expect_code 0 "$HANDOUT" eval --help
expect_code 0 "$HANDOUT" experiment --help
expect_code 2 "$HANDOUT" train
expect_code 2 "$HANDOUT" train --data "$corpus"
expect_code 2 "$HANDOUT" train --data "$corpus" --out m --threads 0
expect_code 2 "$HANDOUT" train --data "$corpus" --out m --cost -1
expect_code 2 "$HANDOUT" eval --data "$corpus" --cv 3 --model m
expect_code 2 "$HANDOUT" experiment
for option in --cv --errors --threads; do
  expect_code 2 "$HANDOUT" eval --data "$corpus" $option -1
  expect_text err "handout: $option takes a whole number from "
done
for option in --cv --publishers --threads; do
  expect_code 2 "$HANDOUT" experiment --data "$corpus" $option x
  expect_text err "handout: $option takes a whole number from "
done
for command in train eval experiment; do
  expect_code 2 "$HANDOUT" $command --data "$corpus" --cost 0
  expect_text err 'handout: --cost takes a number over 0'
done
expect_code 3 "$HANDOUT" eval --data "$corpus" --model missing.model

# Folders that can't be used.
expect_code 2 "$HANDOUT" train --data missing --out m --lexicon "$lexicon"
expect_text err missing
mkdir -p empty one/letter/p
expect_code 2 "$HANDOUT" train --data empty --out m --lexicon "$lexicon"
expect_text err LABEL/PUBLISHER/NAME.txt
echo 'I write to complain about the bridge.' >one/letter/p/1.txt
echo 'I write to praise the bridge.' >one/letter/p/2.txt
expect_code 2 "$HANDOUT" train --data one --out m --lexicon "$lexicon"
expect_text err "the only label is 'letter'"
[ -e m ] && fail "a model was written"

# One publisher, and none: a warning and a model.
mkdir -p few/letter/p few/notice/p none/letter none/notice
cp one/letter/p/*.txt few/letter/p && cp one/letter/p/*.txt none/letter
echo 'The bridge is closed on Sunday.' | tee few/notice/p/1.txt >none/notice/1.txt
echo 'The bridge is open again.' | tee few/notice/p/2.txt >none/notice/2.txt
: >few/notice/p/3.txt
for folder in few none; do
  expect_code 0 "$HANDOUT" train --data $folder --out $folder.model --lexicon "$lexicon"
  expect_text err "warning: "
  expect_code 0 "$HANDOUT" model $folder.model
  expect_text out "label	notice"
done
expect_code 0 "$HANDOUT" train --data few --out few.model --lexicon "$lexicon"
expect_text err few/notice/p/3.txt

# The same bytes with any number of threads; the old model stays where the new one can't be written.
expect_code 0 "$HANDOUT" train --data "$corpus" --out one.model --threads 1 --lexicon "$lexicon" \
  --problem rows --votes votes
cp out summary
expect_code 0 "$HANDOUT" train --data "$corpus" --out three.model --threads 3 --lexicon "$lexicon"
cmp -s one.model three.model || fail "threads change the model"
expect_code 0 "$HANDOUT" train --data "$corpus" --out built-in.model --threads 1
cmp -s one.model built-in.model || fail "the lexicon of the built-in model is another"
expect_code 2 "$HANDOUT" train --data few --out m --lexicon missing
expect_text err missing
expect_code 4 "$HANDOUT" train --data few --out nowhere/m --lexicon "$lexicon"
expect_text err nowhere/m

# libsvm's own programs agree with our weights on the rows that we gave it.
if command -v svm-train >/dev/null && command -v svm-predict >/dev/null; then
  value() { sed -n "s/^$1 //p" summary; }
  svm-train -q -t 0 -c "$(value svm-c)" -w0 "$(value svm-weight-of-opinion)" \
    -w1 "$(value svm-weight-of-readout)" -w2 "$(value svm-weight-of-wire)" rows libsvm.model >/dev/null
  svm-predict rows libsvm.model theirs >/dev/null
  differing=$(paste theirs votes | awk '$1 != $2' | wc -l)
  [ "$differing" -eq 0 ] || fail "$differing votes differ from svm-predict's"
fi

# Evaluation of a model and of training by folds.
expect_code 0 "$HANDOUT" eval --data "$corpus" --model one.model --predictions table --errors 3 --sentences
expect_text out "macro F1"
expect_text out "sentences told apart"
expect_lines table $(($(find "$corpus" -name '*.txt' | wc -l) + 1))
head -1 table | grep -q '^gold	publisher	pred	opinion	readout	wire$' || fail "header: $(head -1 table)"

# Mistakes: of what stands in the wrong folder, the surest first, with what made them.
mkdir -p wrong/readout wrong/wire
cp -r "$corpus/wire/north-agency" "$corpus/wire/coast-radio" wrong/readout && cp -r "$corpus/readout/prosecutor" wrong/wire
expect_code 0 "$HANDOUT" eval --data wrong --model one.model --errors 5
sed -n '/wrong\/[a-z]*\/[a-z-]*\/[0-9]*\.txt/p' out >mistakes
expect_lines mistakes 5
awk '{ print $1 }' mistakes | sort -rnc || fail "mistakes are not in order: $(cat mistakes)"
expect_code 0 "$HANDOUT" eval --data wrong --model one.model --errors 100
[ "$(grep -c 'wrong/.*\.txt' out)" -gt 15 ] || fail "few mistakes: $(cat out)"
mkdir -p also/wire/other && cp "$corpus"/wire/north-agency/*.txt also/wire/other
expect_code 0 "$HANDOUT" eval --data "$corpus" --cv 2 --also also --lexicon "$lexicon" --json --threads 1
grep -q '"macro_f1"' out || fail "no macro_f1 of training in two folds"
expect_code 2 "$HANDOUT" eval --data "$corpus" --also also
expect_text err '--also needs --cv or --folds'
expect_code 2 "$HANDOUT" eval --data "$corpus" extra
expect_code 0 "$HANDOUT" eval --data "$corpus" --model one.model --json
grep -q '"macro_f1"' out || fail "no macro_f1 in the JSON"
printf 'publisher\tfold\n' >folds
ls "$corpus"/opinion "$corpus"/readout "$corpus"/wire | grep -v : | grep . | sort -u |
  awk '{ print $1 "\t" NR % 3 }' >>folds
expect_code 0 "$HANDOUT" eval --data "$corpus" --folds folds --lexicon "$lexicon" --predictions by_eval
accuracy=$(awk -F '\t' 'NR > 1 { n++; right += $1 == $3 } END { printf "%.4f", right / n }' by_eval)
expect_text out "$accuracy"
awk "BEGIN { exit !($accuracy > 0.8) }" || fail "accuracy by folds is $accuracy"

# The experiment reads articles once and must come to nearly the same.
expect_code 0 "$HANDOUT" experiment --data "$corpus" --folds folds --lexicon "$lexicon" --ablate \
  --predictions by_experiment
expect_text out "n-grams, headline"
differing=$(awk -F '\t' 'NR == FNR { seen[$1 "\t" $2 "\t" $3]++; next } !seen[$1 "\t" $2 "\t" $3]-- { n++ } END { print n + 0 }' \
  by_eval by_experiment)
[ "$differing" -le 4 ] || fail "the experiment differs from eval in $differing labels"
expect_code 0 "$HANDOUT" experiment --data "$corpus" --leave-out readout --lexicon "$lexicon"
expect_text out "documents"
expect_code 2 "$HANDOUT" experiment --data "$corpus" --leave-out nobody --lexicon "$lexicon"
expect_code 2 "$HANDOUT" eval --data "$corpus" --folds missing --lexicon "$lexicon"

done_testing
