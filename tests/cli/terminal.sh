#!/bin/sh
# A terminal: aligned columns, headlines cut to its width, colours, answers at once, and how far the work is.
. "$(dirname "$0")/lib.sh"
cp "$SAMPLES"/*.txt . || exit 1

cat >terminal.py <<'END'
"""terminal.py COLUMNS out|err INPUT COMMAND...: runs COMMAND with stdout or stderr on a terminal that wide, and
prints what came there. INPUT: none, or lines of JSON with a second between them."""
import fcntl, os, pty, struct, subprocess, sys, termios, time

columns, stream, feed, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
modes = termios.tcgetattr(theirs)
modes[1] &= ~termios.OPOST
termios.tcsetattr(theirs, termios.TCSANOW, modes)
other = open("other", "wb")
child = subprocess.Popen(command, stdin=subprocess.PIPE if feed != "none" else subprocess.DEVNULL,
                         stdout=theirs if stream == "out" else other,
                         stderr=theirs if stream == "err" else other)
os.close(theirs)
def shown():
    try:
        return os.read(ours, 65536)
    except OSError:  # the other side is closed
        return b""
if feed != "none":
    for line in range(3):
        child.stdin.write(b'{"text": "The ferry left on Monday, the ministry said."}\n')
        child.stdin.flush()
        if stream == "out":  # an answer before the next line is asked for
            sys.stdout.buffer.write(b"answer: " + shown())
        else:
            time.sleep(1.1)
    child.stdin.close()
while True:
    part = shown()
    if not part:
        break
    sys.stdout.buffer.write(part)
sys.exit(child.wait())
END
on_terminal() { TERM=xterm NO_COLOR='' python3 terminal.py "$@"; }
esc=$(printf '\033')

# Columns of one width each, and no line wider than the terminal.
expect_code 0 on_terminal 70 out none "$HANDOUT" classify opinion-column.txt two-articles.txt wire-visit.txt
expect_text out "$esc["
sed "s/$esc\[[0-9;]*m//g" out >plain
expect_lines plain 4
awk 'length($0) > 70 { exit 1 }' plain || fail "wider than the terminal: $(cat plain)"
awk 'substr($0, 1, 7) !~ /^[a-z]+ *$/ || substr($0, 10, 6) !~ /^[01]\.[0-9]+$/ || substr($0, 18, 18) !~ /\.txt *$/ {
  exit 1 }' plain || fail "not in columns: $(cat plain)"
expect_text plain 'opinion  1.0000  opinion-column.txt  The ribbon and the bridge'
on_terminal 200 out none "$HANDOUT" classify two-articles.txt >out
expect_text out 'Pakistan, Uzbekistan navies to share hydrography training, military says'
on_terminal 10 out none "$HANDOUT" classify two-articles.txt >out # not less than 20 characters
expect_text out 'Pakistan, Uzbekistan'
grep -q 'Uzbekistan navies' out && fail "a headline is not cut: $(cat out)"

# No colours where they are not wanted; other formats stay as they are.
on_terminal 70 out none "$HANDOUT" classify --color never wire-visit.txt >out
grep -q "$esc" out && fail "colour though --color never"
NO_COLOR=1 TERM=xterm python3 terminal.py 70 out none "$HANDOUT" classify wire-visit.txt >out
grep -q "$esc" out && fail "colour though NO_COLOR is set"
NO_COLOR='' TERM=dumb python3 terminal.py 70 out none "$HANDOUT" explain wire-visit.txt >out
grep -q "$esc" out && fail "colour on a dumb terminal"
"$HANDOUT" classify --format csv wire-visit.txt >wanted
on_terminal 70 out none "$HANDOUT" classify --format csv --color never wire-visit.txt >out
expect_same wanted out "csv on a terminal"
on_terminal 70 out none "$HANDOUT" explain wire-visit.txt >out
expect_text out "$esc["

# Each answer at once.
expect_code 0 on_terminal 70 out lines "$HANDOUT" classify --jsonl
[ "$(grep -c '^answer: {"line":[123],"articles":\[{' out)" -eq 3 ] || fail "an answer came late: $(cat out)"

# How far it is, on a line that is wiped in the end.
expect_code 0 on_terminal 70 err lines "$HANDOUT" classify --jsonl --json
expect_text out '2 inputs, 2 articles, 0 failed'
tail -c 4 out | grep -q "$esc\[K" || fail "the line is not wiped: $(cat -v out)"
expect_lines other 3
expect_code 0 on_terminal 70 err none "$HANDOUT" train --data "$SOURCE_DIR/tests/corpus" --out m \
  --lexicon "$SOURCE_DIR/models/default.lexicon" --cost 0.01
grep -q ' %  ' out || fail "no steps of training: $(cat -v out)"
tail -c 4 out | grep -q "$esc\[K" || fail "the line of training is not wiped: $(cat -v out | tail -c 300)"
done_testing
