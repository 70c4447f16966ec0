#!/bin/sh
# JSON lines: good ones are answered, bad ones get an error record, whatever is wrong with them.
. "$(dirname "$0")/lib.sh"

good='{"id": 1, "text": "The minister received the delegation.\nThe two sides discussed matters of mutual interest."}'

# Twenty kinds of bad lines, one each.
cat >bad <<'END'
{"id": 1, "text": NaN}
{"id": 2, "text": "a	raw tab"}
{"id": 3, "text": "lone \ud800 surrogate"}
{"id": 4, "text": "a", "text": "b"}
{"id": 5, "text": "a",}
{"id": 6, "text": "cut
{"id": 7, "text": 12}
{"id": 8}
{"id": 9, "text": ["a"]}
[1, 2]
"text"
12
null
{'id': 14, 'text': 'a'}
{"id": 15, "text": "a"} trailing
{"id": 16, text: "a"}
{"id": 17, "text": "nul \u0000 inside"}
{"id": 18, "text": "a" "b"}
{"id": 19, "text": "\x41"}
{"id": 20, "text": Infinity}
END
i=0
: >mixed
while IFS= read -r line; do
  i=$((i + 1))
  j=0
  while [ $j -lt 50 ]; do
    printf '%s\n' "$good"
    j=$((j + 1))
  done
  printf '%s\n' "$line"
done <bad >mixed
expect_code 1 "$HANDOUT" classify --jsonl mixed
expect_lines out 1020
[ "$(grep -c '"error"' out)" -eq 20 ] || fail "$(grep -c '"error"' out) error records in place of 20"
[ "$(grep -c '"label"' out)" -eq 1000 ] || fail "$(grep -c '"label"' out) verdicts in place of 1000"
for n in 51 102 153 1020; do
  sed -n "${n}p" out | grep -q "\"error\":{\"line\":$n,\"message\":\"[^\"]" || fail "line $n: $(sed -n ${n}p out)"
done
grep '"error"' out | grep -vq '"articles":\[\]}$' && fail "an error record without articles"
grep -q '^{"id":8,"error":{"line":408,"message":"no field' out || fail "a missing text has no id: $(grep '"line":408' out)"
grep -q '^{"id":7,"error":{"line":357,"message":"field ' out || fail "a wrong type is not said"

# The same bytes from more threads.
cp out one
"$HANDOUT" classify --jsonl --threads 3 mixed >three 2>/dev/null
expect_same one three "three threads"

# What a field is in place of a string is said.
for value in '{"a": 1}:an object' '[1]:an array' '1.5:a number' 'true:true or false' 'false:true or false'; do
  for field in text html; do
    printf '{"%s": %s}\n' $field "${value%:*}" >wrong
    expect_code 1 "$HANDOUT" classify --jsonl wrong
    expect_text out "field \\\"$field\\\" is ${value##*:}, not a string"
  done
done
expect_code 1 "$HANDOUT" text --jsonl wrong
expect_text err 'wrong:1: field "html" is true or false'

# Bytes that are not UTF-8 are an error; a byte order mark and blank lines at the end are not.
printf '{"text": "caf\351"}\n' >latin
expect_code 1 "$HANDOUT" classify --jsonl latin
expect_text out '{"line":1,"error":{"line":1,'
printf '\357\273\277{"text": "a word"}\r\n\n  \n' >marked
expect_code 0 "$HANDOUT" classify --jsonl marked
expect_lines out 1
printf '{"text": "a word"}\n\n{"text": "a word"}' >gap
expect_code 1 "$HANDOUT" classify --jsonl gap
expect_lines out 3
expect_text out '{"line":2,"error":{"line":2,"message":"the line is empty"},"articles":[]}'

# Fields by other names, kept fields, ids of other types, a page in a record.
cat >fields <<'END'
{"body": "The army said on Monday it had begun.", "key": "a\"b", "n": [1, {"x": null}], "label": "x", "articles": 3}
{"page": "<html><body><h1>Title of it</h1><p>The army said on Monday it had begun an exercise.</p></body></html>", "key": 7}
{"body": null, "page": null, "key": 8}
END
expect_code 1 "$HANDOUT" classify --jsonl --keep --text-field body --html-field page --id-field key fields
expect_text out '{"id":"a\"b","n":[1,{"x":null}],"label":"x","articles":['
expect_text out '{"id":7,"page":{'
expect_text out '{"id":8,"error":{"line":3,"message":"no field \"body\" or \"page\""}'
expect_code 1 "$HANDOUT" classify --jsonl --format tsv --text-field body fields
expect_lines out 1
expect_text err 'handout: fields:2: no field "body" or "html"'

# A writer that sends one line and waits gets its answer.
mkfifo pipe
"$HANDOUT" classify --jsonl - <pipe >answers 2>/dev/null &
exec 3>pipe
printf '%s\n' "$good" >&3
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ -s answers ] && break
  sleep 0.2
done
expect_lines answers 1
exec 3>&-
wait

# A reader that leaves ends it at once and quietly.
(
  yes "$good" 2>/dev/null | (
    "$HANDOUT" classify --jsonl - 2>quiet
    echo $? >code
  )
) | head -n 1 >first
expect_lines first 1
[ "$(cat code)" = 0 ] || fail "a closed pipe gave exit $(cat code)"
[ -s quiet ] && fail "a closed pipe was not quiet: $(head -c 200 quiet)"

done_testing
