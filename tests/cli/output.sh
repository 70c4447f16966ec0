#!/bin/sh
# Output: formats, filters, summaries, exit codes, helps, and places that can't be written.
. "$(dirname "$0")/lib.sh"
cp "$SAMPLES"/*.txt . || exit 1
set -- *.txt

expect_code 0 "$HANDOUT" classify "$@"
cp out rows
awk -F '\t' 'NF != 4 || $2 !~ /^[01]\.[0-9][0-9][0-9][0-9]$/ { exit 1 }' rows || fail "rows are not label, confidence, path, headline"
expect_code 0 "$HANDOUT" classify --format tsv --threads 2 "$@"
expect_same rows out "two threads"

expect_code 0 "$HANDOUT" classify --format csv "$@"
head -1 out | grep -q '^label,confidence,path,headline,' || fail "no header: $(head -1 out)"
[ "$(wc -l <out)" -eq $(($(wc -l <rows) + 1)) ] || fail "csv has another number of rows"

expect_code 0 "$HANDOUT" classify --json "$@"
expect_lines out $#
grep -v '^{"path":".*","articles":\[{"start":[0-9]*,"end":[0-9]*,"headline":".*"label":".*"confidence":.*"probabilities":{.*},"unsure":.*"reason":".*"release_share":.*"left_out":\[.*\]}.*\]}$' out && fail "JSON is not as documented"

# The headline stands at its place, tabs and ends of lines in it are spaces.
printf 'Envoy\twith a tab arrives in Selmora\n\nThe envoy arrived on Monday, the ministry said. He will stay a week.\n' >tab
expect_code 0 "$HANDOUT" classify --whole tab
awk -F '\t' 'NF != 4 { exit 1 }' out || fail "a tab in a headline is a column"

# Filters and counts agree with the rows.
for label in readout wire opinion unsure; do
  expect_code 0 "$HANDOUT" classify --label $label "$@"
  grep "^$label	" rows >wanted
  expect_same wanted out "--label $label"
done
sort -t '	' -k 2,2n rows | head -1 | cut -f2 >lowest
for confidence in 0 0.5 "$(cat lowest)" 0.9999 1; do
  expect_code 0 "$HANDOUT" classify --min-confidence "$confidence" "$@"
  # Rows have four digits: one that is rounded up to the limit may be below it.
  awk -F '\t' -v low="$confidence" '$2 > low + 0.00005' rows | sort >fewest
  awk -F '\t' -v low="$confidence" '$2 >= low' rows | sort >most
  sort out >kept
  [ "$(comm -23 fewest kept | wc -l)" -eq 0 ] && [ "$(comm -13 most kept | wc -l)" -eq 0 ] ||
    fail "--min-confidence $confidence: $(cat out)"
done
[ "$(wc -l <out)" -lt "$(wc -l <rows)" ] || fail "--min-confidence 1 leaves none out"
expect_code 0 "$HANDOUT" classify --threshold 1 --summary "$@"
expect_text out "unsure	$(wc -l <rows)"
expect_text out "inputs	$#"
expect_code 0 "$HANDOUT" classify --threshold 0 "$@"
grep -q '^unsure	' out && fail "a threshold of 0 leaves unsure answers"
expect_code 0 "$HANDOUT" classify --summary --json "$@"
grep -qx '{"labels":{"[a-z]*":[0-9]*.*},"unsure":[0-9]*,"articles":[0-9]*,"inputs":[0-9]*,"failed":0}' out || fail "summary: $(cat out)"

# Colour: never into a file unless asked for.
grep -q "$(printf '\033')" rows && fail "colour in a file"
expect_code 0 "$HANDOUT" classify --color always "$@"
grep -q "$(printf '\033')" out || fail "no colour though asked for"

# A locale with another decimal point changes no byte.
LC_ALL=de_DE.UTF-8 "$HANDOUT" classify "$@" >got 2>/dev/null
expect_same rows got "a German locale"

# explain and features.
expect_code 0 "$HANDOUT" explain "$1"
expect_text out 'probability'
expect_text out 'Sentence by sentence'
expect_code 0 "$HANDOUT" explain --threshold 1 wire-visit.txt
expect_text out 'wire-visit.txt: unsure, confidence 1.0000 (low confidence; most probable is wire)'
expect_code 0 "$HANDOUT" explain --label readout wire-visit.txt
[ -s out ] && fail "an article of another label is explained"
expect_code 0 "$HANDOUT" explain --json "$1"
expect_text out '"contributions":[{"feature":"'
expect_code 0 "$HANDOUT" features --list
[ "$(awk -F '\t' 'NF != 2 || $1 == "" || $2 == "" { print }' out | wc -l)" -eq 0 ] || fail "a feature without an explanation"
[ "$(cut -f1 out | sort | uniq -d | wc -l)" -eq 0 ] || fail "two features of one name"
for format in tsv json libsvm; do
  expect_code 0 "$HANDOUT" features --format $format "$@"
done
grep -Eqv '^0( [0-9]+:-?[0-9.e-]+)*$' out && fail "not libsvm's format"
expect_code 0 "$HANDOUT" model
expect_text out 'label	readout'

# Helps and usage.
expect_code 0 "$HANDOUT" --version
grep -Eqx 'handout [0-9]+\.[0-9]+\.[0-9]+' out || fail "version: $(cat out)"
expect_code 0 "$HANDOUT" --help
for command in classify explain text features model train eval experiment; do
  expect_code 0 "$HANDOUT" $command --help
  expect_text out 'Usage: handout '
  grep -q '^Example' out || fail "no example in the help of $command"
  expect_code 2 "$HANDOUT" $command --no-such-option
done
expect_code 2 "$HANDOUT"
expect_code 2 "$HANDOUT" no-such-command
expect_code 2 "$HANDOUT" classify --threads 0 "$1"
expect_code 2 "$HANDOUT" classify --threshold 1.5 "$1"
expect_code 2 "$HANDOUT" classify --threshold nan "$1"
expect_code 2 "$HANDOUT" classify --format xml "$1"
expect_code 2 "$HANDOUT" classify --label no-such-label "$1"
expect_code 2 "$HANDOUT" classify --color sometimes "$1"

# Models that are none.
expect_code 3 "$HANDOUT" classify --model missing "$1"
expect_code 3 "$HANDOUT" classify --model "$1" "$1"
: >empty
expect_code 3 "$HANDOUT" explain --model empty "$1"
expect_code 3 "$HANDOUT" model empty

# Output that can't be written.
if [ -c /dev/full ]; then
  "$HANDOUT" classify "$@" >/dev/full 2>err
  [ $? -eq 4 ] || fail "a full disk is not exit 4"
  expect_text err 'handout: standard output: '
  "$HANDOUT" --help >/dev/full 2>err
  [ $? -eq 4 ] || fail "a help on a full disk is not exit 4"
fi
"$HANDOUT" classify "$@" >&- 2>err
[ $? -eq 4 ] || fail "a closed stdout is not exit 4"
(
  ulimit -f 1
  "$HANDOUT" explain --json "$@" >limited 2>/dev/null
  echo $? >code
)
[ "$(cat code)" -eq 4 ] || fail "a file-size limit gave exit $(cat code)"
("$HANDOUT" explain "$@" 2>quiet; echo $? >code) | :
[ "$(cat code)" -eq 0 ] || fail "a closed pipe gave exit $(cat code)"
[ -s quiet ] && fail "a closed pipe was not quiet"

done_testing
