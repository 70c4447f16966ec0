#!/bin/sh
# Inputs: encodings, compression, folders, lists of names, pages, and what is not text.
. "$(dirname "$0")/lib.sh"

# One article in many wrappings gets the same answer. Its text is UTF-8 with a few letters that are not ASCII.
{
  printf 'President of Selmora receives foreign minister\n\n'
  printf 'The President of the Republic today received the Foreign Minister at the Ca\303\261on Palace. '
  printf 'The two sides discussed matters of mutual interest, and \342\200\234reaffirmed the brotherly ties\342\200\235.\n\n'
  printf 'The visiting dignitary was given a Guard of Honour on his arrival at the palace in the morning.\n'
} >utf8.txt
iconv -f UTF-8 -t UTF-16LE utf8.txt >body && { printf '\377\376'; cat body; } >utf16le.txt
iconv -f UTF-8 -t UTF-16BE utf8.txt >body && { printf '\376\377'; cat body; } >utf16be.txt
iconv -f UTF-8 -t UTF-32LE utf8.txt >body && { printf '\377\376\000\000'; cat body; } >utf32le.txt
iconv -f UTF-8 -t WINDOWS-1252 utf8.txt >cp1252.txt
{ printf '\357\273\277'; cat utf8.txt; } >marked.txt
gzip -c utf8.txt >utf8.gz
{ head -c 100 utf8.txt | gzip -c; tail -c +101 utf8.txt | gzip -c; } >members.gz
# The obvious JSON of it.
{ printf '{"text": "'; sed 's/"/\\"/g' utf8.txt | awk '{printf "%s\\n", $0}'; printf '"}\n'; } >one.jsonl

"$HANDOUT" classify --json utf8.txt | sed 's/.*"articles"/"articles"/' >wanted
expect_text wanted '"label":"'
for file in utf16le.txt utf16be.txt utf32le.txt cp1252.txt marked.txt utf8.gz members.gz; do
  "$HANDOUT" classify --json "$file" 2>err | sed 's/.*"articles"/"articles"/' >got
  expect_same wanted got "$file"
  "$HANDOUT" classify --json - <"$file" 2>err | sed 's/.*"articles"/"articles"/' >got
  expect_same wanted got "$file on stdin"
  cat "$file" | "$HANDOUT" classify --json 2>err | sed 's/.*"articles"/"articles"/' >got
  expect_same wanted got "$file through a pipe"
done
for tool in xz zstd; do
  command -v $tool >/dev/null || continue
  $tool -c <utf8.txt >utf8.$tool 2>/dev/null
  "$HANDOUT" classify --json utf8.$tool | sed 's/.*"articles"/"articles"/' >got
  expect_same wanted got "$tool"
  head -c 60 utf8.$tool >cut.$tool
  expect_code 1 "$HANDOUT" classify cut.$tool
  expect_text err "cut.$tool: "
done
"$HANDOUT" classify --jsonl one.jsonl | sed 's/.*"articles"/"articles"/' >got
expect_same wanted got "a line of JSON"

# Damage is replaced and counted, never fatal.
printf 'A headline of damage\n\nThe army said \303\251\303\251 that \377 it had begun.\n' >damaged.txt
expect_code 0 "$HANDOUT" classify --json damaged.txt
expect_text out '"encoding":"UTF-8","replaced":1,'
printf 'A headline\000 with nothing\n\nThe army\001 said it had begun.\n' >nul.txt
expect_code 0 "$HANDOUT" text nul.txt
expect_text out 'A headline  with nothing'

# What is damaged, missing or not text is named, and the others are done.
head -c 90 utf8.gz >cut.gz
printf '\037\213\010\000garbage that is no gzip' >damaged.gz
printf '%%PDF-1.4\n%%binary\n' >paper.pdf
printf 'PK\003\004rest' >office.docx
head -c 3000 "$HANDOUT" >program
mkdir locked
expect_code 1 "$HANDOUT" classify utf8.txt cut.gz damaged.gz missing.txt paper.pdf office.docx program utf8.gz
expect_lines out 2
expect_lines err 6
expect_text err 'handout: cut.gz: is cut short'
expect_text err 'handout: damaged.gz: is damaged'
expect_text err 'handout: missing.txt: No such file'
expect_text err 'handout: paper.pdf: is a PDF; run pdftotext first'
expect_text err 'handout: office.docx: is a ZIP'
expect_text err 'handout: program: is a program'

# A file that gets shorter while it is read, which is mapped by then, is said to.
if [ -r /proc/self/maps ]; then
  yes 'The ferry crossed the bay before noon.' | head -c 300000000 >shrinking
  "$HANDOUT" classify --threads 1 shrinking >out 2>err &
  pid=$!
  until grep -qs /shrinking /proc/$pid/maps; do
    kill -0 $pid 2>/dev/null || break
  done
  : >shrinking
  wait $pid
  [ $? -eq 1 ] || fail "a file that got shorter is not exit 1: $(head -c 300 out err)"
  expect_text err 'a file became shorter while it was read'
  rm -f shrinking
fi

# A large file with a control character is changed in memory only, and one without needs no memory.
yes 'The ferry crossed the bay before noon, the harbour office said.' | head -c 20000000 >large
printf 'A boat\001left.\n' >>large
cp large before
expect_code 0 "$HANDOUT" classify --json large
cmp -s before large || fail "an input was changed"
tr '\001' ' ' <before >large
cp out wanted
limit=$(ulimit -S -d)
[ $sanitized = yes ] || ulimit -S -d 10000
expect_code 0 "$HANDOUT" classify --json large
[ $sanitized = yes ] || ulimit -S -d "$limit"
expect_same wanted out "a large file with a control character"
rm -f large before

# An empty input is unsure, without text.
: >empty.txt
expect_code 0 "$HANDOUT" classify --json empty.txt
expect_text out '"unsure":true,"reason":"no text"'
expect_code 0 "$HANDOUT" text empty.txt
[ -s out ] && fail "an empty text has text"

# Folders: sorted by the bytes of their paths, without hidden files, pipes and links to folders.
mkdir -p tree/a tree/b.d tree/.hidden tree/empty
for file in tree/a/2.txt tree/a/10.txt tree/a.txt tree/b.d/x.txt tree/.hidden/no.txt tree/a/.no.txt tree/Z.txt; do
  cp utf8.txt "$file"
done
mkfifo tree/pipe
ln -s ../tree tree/loop
ln -s ../utf8.txt tree/link.txt
expect_code 0 "$HANDOUT" classify tree/
cut -f3 out >got
printf 'tree/%s\n' Z.txt a.txt a/10.txt a/2.txt b.d/x.txt link.txt >wanted
expect_same wanted got "a folder"

# Names from a list, with odd ones.
odd=$(printf 'new\nline.txt')
cp utf8.txt "$odd"
printf 'utf8.txt\000%s\000tree/a\000missing\000' "$odd" >list
expect_code 1 "$HANDOUT" classify --files0-from list
expect_lines out 4
expect_text err 'handout: missing: No such file'
"$HANDOUT" classify --files0-from - <list >got 2>/dev/null
expect_same out got "a list on stdin"
expect_code 1 "$HANDOUT" classify --files0-from missing
expect_code 2 "$HANDOUT" classify --files0-from list utf8.txt

# Pages: by content, in the charset they declare, with what they say of themselves.
cat >page.html <<'END'
<!DOCTYPE html><html><head><meta charset="utf-8"><title>Fleet visits Orlan &amp; Port Vey | The Vey Gazette</title>
<meta property="og:site_name" content="The Vey Gazette">
<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Fleet visits Orlan &amp; Port Vey</h1>
<p>The fleet&rsquo;s flagship arrived at Port Vey on Tuesday, the navy said in a statement, after three weeks at sea.</p>
<p>It will stay for five days and take part in an exercise with two other navies, a spokesman told reporters.</p>
<p>Residents watched from the pier as the band of the naval academy played, and schools were closed for the day.</p>
</article><script>var x = "not text";</script></body></html>
END
expect_code 0 "$HANDOUT" classify --json page.html
expect_text out '"page":{"headline":"Fleet visits Orlan & Port Vey'
expect_text out '"publisher":"The Vey Gazette"'
expect_text out '"date":"2024-03-05'
expect_code 0 "$HANDOUT" text page.html
expect_text out 'fleet’s flagship'
grep -q 'not text' out && fail "a script is in the text"
sed -n 1p out | grep -q '^The fleet’s flagship' || fail "the body does not come first: $(head -1 out)"
expect_code 0 "$HANDOUT" text --headline page.html
sed -n 1p out | grep -qx 'Fleet visits Orlan & Port Vey' || fail "no headline first: $(head -1 out)"
cp out wanted
sed 's/charset="utf-8"/charset="windows-1252"/; s/Port Vey on/Port V\xe9y on/' page.html >latin.html
expect_code 0 "$HANDOUT" text latin.html
expect_text out 'Port Véy on'

# Articles are set apart by a form feed.
expect_code 0 "$HANDOUT" text utf8.txt page.html
[ "$(grep -c "$(printf '^\f$')" out)" -eq 1 ] || fail "no form feed between articles"

done_testing
