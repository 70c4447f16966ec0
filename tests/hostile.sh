#!/bin/sh
# Further hostile inputs, each to every command that reads: exit 0 or 1 within a minute and 1.5 GB, no signal.
# HOSTILE_SCALE makes them larger; cli/hostile.sh has those of plain size.
. "$(dirname "$0")/cli/lib.sh"
scale=${HOSTILE_SCALE:-1}
seconds=${HOSTILE_SECONDS:-60} # for builds that are slow
limit=1500000
grep -q __asan_init "$HANDOUT" && limit=unlimited # its shadow memory is terabytes of addresses

python3 - "$scale" <<'E2' || fail "no inputs could be made"
import gzip, json, lzma, os, random, sys
scale = int(sys.argv[1])
n = 1000 * scale
word = "The ferry crossed the bay before noon, the harbour office said. "
def write(name, content):
    with open("in/" + name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
os.mkdir("in")
write("utf16_odd", b"\xff\xfe" + (word * n).encode("utf-16le") + b"x")
write("utf16_without_mark", (word * n).encode("utf-16be"))
write("utf16_surrogates", b"\xfe\xff" + b"\xd8\x00" * (500 * n))
write("utf32_cut", b"\xff\xfe\0\0" + (word * n).encode("utf-32le")[:-3])
write("utf7", "+AGEAYgBj-" * (100 * n))
write("surrogates_in_utf8", "\ud800\udc00" * (300 * n))
write("overlong", b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf" * (100 * n))
write("joiners", "a\u200d\u200c\u00ad" * (500 * n))
write("right_to_left", "\u202e\u05d0\u05d1 \u202d" * (300 * n))
write("emoji", "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * (200 * n))
write("chinese", "\u6d77\u6e2f\u5c40\u957f\u5468\u4e00\u8bf4\u3002" * (200 * n))
write("ligatures", "\ufb01\ufb03\u0132\ufdfa " * (200 * n))
write("dotted_i", "\u0130\u0131I\u0307 " * (200 * n))
write("carriage_returns", "A line.\r" * (300 * n))
write("form_feeds", "A line.\f\n" * (300 * n))
write("escape_sequences", "\x1b[2J\x1b]0;title\x07Head\nA \x1b[31mline\x9b here.\n" * n)
write("marks_between_words", ".!?\u2026\u201c\u201d'\"" * (200 * n))
write("suffixes", ("." * 63 + "x's") * (50 * n))
write("numbers", "1,234.56" * (200 * n))
write("hyphens", "a-" * (1000 * n))
write("articles", "".join("PIER %d OPENS\nPORT AMBER, May 6 (Gull) - A boat left on Monday, it said. %d were on it.\n\n\n" % (i, i)
                          for i in range(20 * n)))
write("advertisements", "Advertisement\nShare on Gull\nSign up for our newsletter\n" * (70 * n))
write("subheads", ("Head %d\nA boat left.\nAdvertisement\n" * 3 % (1, 2, 3)) * (3 * n))
write("one_headline", "Boat " * (1000 * n) + "\nThe boat left.\n")
write("braces", "{" * (2000 * n))
write("pdf", b"%PDF-1.4\n" + random.Random(1).randbytes(100 * n))
write("elf", b"\x7fELF" + bytes(1000 * n))
write("xz_cut", lzma.compress((word * n).encode())[:-20])
write("xz_dictionary", lzma.compress(b"a", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]))
write("gzip_twice", gzip.compress(gzip.compress(word.encode())))
write("gzip_members", gzip.compress(b"a ") * (10 * n))
write("gzip_extra", b"\x1f\x8b\x08\x04" + bytes(6) + b"\xff\xff" + bytes(65535))
write("zstd_window", b"\x28\xb5\x2f\xfd\x00\xf8" + bytes(50))
write("zstd_skippable", b"\x50\x2a\x4d\x18\xff\xff\xff\xff" + b"\x28\xb5\x2f\xfd")
page = "<html><body>%s</body></html>"
write("tables", page % ("<table><tr><td>" * (60 * n)))
write("links", page % ("<a href=x>" * (200 * n)))
write("formatting", page % ("<b><i><u><font>" * (60 * n)))
write("title", "<html><title>" + "<b " * (500 * n))
write("classes", page % ("<p class='%s'>text</p>" % "comment share " * (20 * n)))
write("json_ld", page % ("<script type='application/ld+json'>" + '{"@graph":[' * (200 * n) + "</script>"))
write("json_ld_many", page % ("<script type='application/ld+json'>{\"headline\":\"x\"}</script>" * (10 * n)))
write("meta", page % ("<meta property='og:title' content='%s'>" % ("x" * (1000 * n))))
write("cdata", page % ("<![CDATA[" * (200 * n)))
write("quotes_open", page % ("<p title=\"a' b=\"" * (100 * n)))
write("entity_long", page % ("&" + "a" * (2000 * n)))
write("entity_numbers", page % ("&#99999999999;&#xD800;&#0;" * (50 * n)))
write("end_tags", page % ("</div></p></b>" * (100 * n)))
write("nul_tags", b"<html><body>" + b"<p\0>\0text\0</p\0>" * (50 * n))
write("json_escapes", '{"text":"%s"}\n' % ("\\u00e9\\n\\ud83d\\ude00" * (50 * n)))
write("json_surrogates", '{"text":"%s"}\n' % ("\\ud83d" * (100 * n)))
write("json_digits", '{"text":"a","n":%s}\n' % ("9" * (1000 * n)))
write("json_key", '{"text":"a","%s":1}\n' % ("k" * (2000 * n)))
write("json_keys", '{"text":"a",' + ",".join('"k%d":1' % i for i in range(100 * n)) + "}\n")
write("json_nested", '{"text":"a","x":' + '{"x":' * (100 * n) + "1" + "}" * (100 * n) + "}\n")
write("json_bad_lines", '{"text": NaN}\n' * (50 * n))
write("json_page", json.dumps({"html": page % ("<div>" * (100 * n))}) + "\n")
E2

# try WHAT ARGUMENT...: within the limits and without a signal.
try() {
  (
    ulimit -v $limit
    exec timeout "$seconds" "$HANDOUT" "$@" >out 2>err </dev/null
  )
  code=$?
  [ $code -le 1 ] || fail "exit $code: $* ($(head -c 200 err))"
}

kinds=0
for file in in/*; do
  try classify --json "$file"
  try classify --jsonl --keep "$file"
  head -c $((300000 * scale)) "$file" >part # an explanation is a hundred times as long
  try explain --json part
  try features --format json "$file"
  try text "$file"
  kinds=$((kinds + 1))
done
echo "$kinds kinds of input"

# What came of some of them.
esc=$(printf '\033')
try classify in/escape_sequences
grep -q "$esc" out && fail "an escape sequence came through"
try explain --color never in/escape_sequences
grep -q "$esc" out && fail "an escape sequence came through an explanation"
try classify in/articles
[ "$(wc -l <out)" -le 10000 ] || fail "over 10,000 articles from one file"
try classify in/pdf
expect_text err 'run pdftotext first'
try classify in/xz_dictionary
expect_text err 'over 256 MiB'
try classify in/utf16_surrogates
[ "$(wc -l <out)" -eq 1 ] || fail "no answer for lone surrogates"

# Bombs of the other compressions.
head -c 700000000 /dev/zero | xz -0 -c >bomb.xz
head -c 700000000 /dev/zero | zstd -q -c >bomb.zst
for file in bomb.xz bomb.zst; do
  try classify $file
  expect_text err 'over 512 MiB'
  try classify --jsonl $file
done
rm -f bomb.*

# More than explain takes.
yes 'The ferry crossed the bay before noon.' | head -c 68000000 >large
try explain --whole large
expect_text err 'over 64 MiB'
rm -f large

# Names and folders.
name=$(printf 'a\tb\nc\033[31m')
cp "$SAMPLES/wire-visit.txt" "$name"
try classify --whole "$name"
[ "$(wc -l <out)" -eq 1 ] && [ "$(tr -cd '\t' <out | wc -c)" -eq 3 ] || fail "a name broke the table"
mkdir folders
(cd folders && i=0 && while [ $i -lt 300 ]; do mkdir d && cd d && i=$((i + 1)); done)
ln -s .. folders/loop
try classify folders
expect_text err 'nested over'
printf 'in/chinese\0\0in/nowhere\0in/emoji' >names
try classify --files0-from names
[ "$(wc -l <out)" -eq 2 ] && [ "$(wc -l <err)" -eq 2 ] || fail "a list of names was not done as far as it can be"
head -c 200000 /dev/zero | tr '\000' a >names
try classify --files0-from names
[ -r /proc/self/mem ] && try classify /proc/self/mem
done_testing
