#!/bin/sh
# Hostile inputs: each is answered or refused within a minute and 1.5 GB, without a signal.
. "$(dirname "$0")/lib.sh"
limit_kb=1500000
seconds=${HOSTILE_SECONDS:-60} # for builds that are slow

# check NAME ARGUMENT...: runs the command on input that exists.
check() {
  name=$1
  shift
  timeout "$seconds" "$HANDOUT" "$@" >out 2>err </dev/null
  code=$?
  [ $code -le 1 ] || fail "$name: exit $code ($(head -c 200 err))"
}

# memory ARGUMENT...: the most memory that a run takes, where the system tells.
memory() {
  [ -r /proc/self/status ] && [ $sanitized = no ] || return
  "$HANDOUT" "$@" >out 2>err </dev/null &
  pid=$!
  peak=0
  while kill -0 $pid 2>/dev/null; do
    now=$(awk '/VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null)
    [ -n "$now" ] && peak=$now
    sleep 0.05
  done
  wait $pid
  [ "$peak" -le $limit_kb ] || fail "$peak kB of memory: $*"
}

# repeat TEXT COUNT: doubles until there is enough.
repeat() {
  printf '%s' "$1" >unit
  while [ "$(wc -c <unit)" -lt $((${#1} * $2)) ]; do
    cat unit unit >twice && mv twice unit
  done
  head -c $((${#1} * $2)) unit
}

wrap() { # wrap FILE: as a line of JSON
  printf '{"text": "'
  cat "$1"
  printf '"}\n'
}

repeat 'word ' 20000000 >long_line
repeat 'a' 50000000 >long_word
repeat "$(printf 'A b. ')
" 5000000 >many_sentences
repeat "
" 20000000 >newlines
repeat '"' 20000000 >quotes
printf 'a' >marks_one
repeat "$(printf '\314\201')" 1000000 >>marks_one
printf 'a' >marks_two
repeat "$(printf '\314\201\314\243')" 1000000 >>marks_two
repeat "$(printf '\357\277\275')" 1000000 >replaced
head -c 20000000 /dev/zero >zeros
head -c 3000000 /dev/urandom >noise
tr '\000-\010\016-\037' ' ' <noise >noise_text
{ head -c 3000 long_line; printf '\303'; } >unfinished
{ head -c 65535 long_line; printf '\342\200'; } >unfinished_at_end
printf 'one\357\273\277two\357\273\277\357\273\277' >marks_inside
printf '\377\376\000\330' >lone_surrogate
printf '\377\376' >only_mark
printf '\037\213' >only_magic
printf '\050\265\057\375' >only_zstd
repeat 'Title Case Line Of Words
' 400000 >headlines
repeat '(((((' 2000000 >brackets
repeat 'http://a.b/c?d=e&f;' 1000000 >links

for file in long_line long_word many_sentences newlines quotes marks_one marks_two replaced zeros noise \
  noise_text unfinished unfinished_at_end marks_inside lone_surrogate only_mark only_magic only_zstd headlines \
  brackets links; do
  check "$file" classify "$file"
  check "$file --whole" classify --whole --json "$file"
  check "$file as JSON lines" classify --jsonl "$file"
  check "$file as text" text "$file"
  wrap "$file" >line
  check "$file in a line" classify --jsonl line
  rm -f line
done
memory classify long_line
memory classify --jsonl long_line
rm -f long_line long_word many_sentences quotes

# Pages.
{ echo '<html><body>'; repeat '<div>' 1000000; echo 'text'; } >nested.html
{ printf '<html><body><p '; repeat 'a="b" ' 300000; echo '>text</p>'; } >attributes.html
{ printf '<html><body><p title="'; repeat 'long ' 10000000; echo '">text</p>'; } >attribute.html
{ printf '<html><body><p title="'; repeat 'never ' 1000000; } >unclosed.html
{ echo '<html><body>'; repeat '<!--' 1000000; } >comments.html
{ echo '<html><body>'; repeat '&amp;&#x110000;&nosuch;' 300000; } >entities.html
{ echo '<html><body>'; repeat '<p>' 2000000; } >paragraphs.html
{ echo '<html><body><script>'; repeat '</scrip' 1000000; } >script.html
for file in *.html; do
  check "$file" text "$file"
  check "$file" classify --json "$file"
  memory text "$file"
done
rm -f ./*.html

# Compressed.
head -c 600000000 /dev/zero | tr '\000' ' ' | gzip -c >bomb.gz
check bomb.gz classify bomb.gz
expect_text err 'over 512 MiB'
memory classify bomb.gz
check 'bomb.gz as lines' classify --jsonl bomb.gz
memory classify --jsonl bomb.gz
head -c 1000 bomb.gz >cut.gz
check cut.gz classify cut.gz
check cut.gz classify --jsonl cut.gz
expect_text err 'cut short'
rm -f bomb.gz

# Lines of JSON that are all structure.
repeat '[' 20000000 >deep
check deep classify --jsonl deep
{ printf '{"text": "a", "x": ['; repeat '{},' 20000000; printf '{}]}\n'; } >objects
check objects classify --jsonl objects
expect_text out 'over 1,000,000 values'
memory classify --jsonl objects
rm -f deep objects
repeat '{"text": "a"}
' 200000 >short_lines
check short_lines classify --jsonl short_lines
expect_lines out 200000
memory classify --jsonl --threads 2 short_lines
{ printf '{"text": "'; repeat 'word ' 13500000; printf '"}\n{"text": "a"}\n'; } >over
check over classify --jsonl over
expect_lines out 2
expect_text out '{"line":1,"error":{"line":1,"message":"the line is over 64 MiB"},"articles":[]}'
expect_text out '{"line":2,"articles":['

# Never-ending input is refused.
[ -c /dev/zero ] && check 'an endless file' classify /dev/zero

done_testing
