#!/bin/sh
# The command's limits, each below its value, at it and above: see the table in README.md.
. "$(dirname "$0")/lib.sh"
mebibyte=1048576

# at_limit WHAT MESSAGE COMMAND...: COMMAND with below, at and above in place of SIZE; only the last one fails.
at_limit() {
  what=$1
  message=$2
  shift 2
  for size in below at above; do
    # shellcheck disable=SC2046
    "$HANDOUT" $(printf '%s\n' "$@" | sed "s/SIZE/$size/") >out 2>err </dev/null
    code=$?
    if [ $size = above ]; then
      [ $code -eq 1 ] || fail "$what: exit $code above the limit"
      cat out err >both
      expect_text both "$message"
    else
      [ $code -eq 0 ] || fail "$what: exit $code $size the limit ($(head -c 300 err))"
    fi
  done
}

# Lines of JSON: bytes, values, nesting.
python3 - <<'END' || fail "no lines could be made"
for size, more in ("below", -1), ("at", 0), ("above", 1):
    def write(name, line):
        with open(f"{name}.{size}", "w") as file:
            file.write(line + "\n")
    empty = '{"text":""}'
    words = "word " * 13500000
    write("line", '{"text":"' + words[:(64 << 20) + more - len(empty)] + '"}')
    write("values", '{"text":"a","x":[' + ",".join("0" * (1000000 + more - 2)) + "]}")
    write("nested", '{"text":"a","x":' + "[" * (2047 + more) + "]" * (2047 + more) + "}")
END
at_limit 'bytes of a line' 'the line is over 64 MiB' classify --jsonl line.SIZE
at_limit 'values of a line' 'over 1,000,000 values' classify --jsonl values.SIZE
at_limit 'nesting of a line' 'maximum parsing depth reached' classify --jsonl nested.SIZE
rm -f line.* values.*

# What is held in memory: expanded, read from a pipe, made UTF-8.
head -c $((512 * mebibyte - 1)) /dev/zero | tr '\000' ' ' >large
for tool in gzip xz zstd; do
  command -v $tool >/dev/null || continue
  level=-1
  [ $tool = xz ] && level=-0
  $tool -q $level -c <large >large.below
  printf ' ' | $tool -q -c >one
  cat large.below one >large.at
  cat large.at one >large.above
  at_limit "what $tool expands to" 'expands to over 512 MiB' classify large.SIZE
done
for size in below at above; do
  [ $size = below ] || printf ' ' >>large
  cat large | "$HANDOUT" classify >out 2>err
  code=$?
  [ $code -eq $([ $size = above ] && echo 1 || echo 0) ] || fail "a pipe: exit $code $size the limit"
done
expect_text err 'what comes through the pipe is over 512 MiB'
expect_code 0 "$HANDOUT" classify large # a plain file of any length
rm -f large large.*
for size in -1 0 1; do # U+0000 is shown as a blank
  printf '\377\376a' >wide
  truncate -s $((2 + 2 * (512 * mebibyte + size))) wide
  expect_code $([ $size = 1 ] && echo 1 || echo 0) "$HANDOUT" classify wide
done
expect_text err 'wide: is over 512 MiB as UTF-8'
rm -f wide

# Memory for xz, which the header of a block asks for, and the window of zstd, which that of a frame does.
python3 - <<'END' || fail "no compressed files could be made"
import lzma, zlib
small = bytearray(lzma.compress(b"A boat left.", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096}]))
for name, size in ("below", 31), ("above", 32): # 192 MiB, 256 MiB and what goes with them
    small[16] = size
    small[20:24] = zlib.crc32(small[12:20]).to_bytes(4, "little")
    open("xz." + name, "wb").write(small)
text = b"A boat left."
for name, window in ("below", 16 << 3 | 7), ("at", 17 << 3), ("above", 17 << 3 | 1):
    block = (len(text) << 3 | 1).to_bytes(3, "little") + text
    open("zstd." + name, "wb").write(b"\x28\xb5\x2f\xfd\0" + bytes([window]) + block)
END
cp xz.below xz.at
at_limit 'memory for xz' 'needs over 256 MiB' classify xz.SIZE
at_limit 'the window of zstd' 'Frame requires too much memory' classify zstd.SIZE

# Folders inside each other.
for depth in below:255 at:256 above:257; do
  mkdir tree.${depth%:*}
  (
    cd tree.${depth%:*} && i=1
    while [ $i -lt ${depth#*:} ]; do
      mkdir d && cd d && i=$((i + 1))
    done
    echo 'A boat left.' >boat
  )
done
at_limit 'folders' 'nested over 256' classify tree.SIZE

# Names in a list. Such long ones can't be opened, and the rest is done.
cp "$SAMPLES/wire-visit.txt" article
for length in 65535 65536 65537; do
  { printf 'article\000' && head -c $length /dev/zero | tr '\000' a && printf '\000article\000'; } >names
  expect_code 1 "$HANDOUT" classify --files0-from names
  if [ $length -le 65536 ]; then
    expect_text err 'File name too long'
    expect_lines out 2
  else
    expect_text err 'a name in it is over 65,536 bytes'
    expect_lines out 1
  fi
done

# Options that can be given so often, numbers so large.
repeated() { # repeated TIMES WORD...
  times=$1
  shift
  i=0
  while [ $i -lt "$times" ]; do
    printf '%s\n' "$@"
    i=$((i + 1))
  done
}
for times in 31 32 33; do
  # shellcheck disable=SC2046
  expect_code $([ $times -gt 32 ] && echo 2 || echo 0) "$HANDOUT" classify $(repeated $times --label wire) article
  # shellcheck disable=SC2046
  expect_code 2 "$HANDOUT" eval $(repeated $times --data missing)
  expect_text err "$([ $times -gt 32 ] && echo 'at most 32 folders' || echo 'missing')"
done
for threads in 63 64 65; do
  expect_code $([ $threads -gt 64 ] && echo 2 || echo 0) "$HANDOUT" classify --threads $threads article
  expect_code 2 "$HANDOUT" train --data missing --out m --threads $threads
  expect_text err "$([ $threads -gt 64 ] && echo 'from 1 to 64' || echo 'missing')"
done
for times in 255 256 257; do
  # shellcheck disable=SC2046
  expect_code 2 "$HANDOUT" experiment --data missing $(repeated $times --leave-out nobody)
  expect_text err "$([ $times -gt 256 ] && echo 'can be given 256 times' || echo 'missing')"
done
done_testing
