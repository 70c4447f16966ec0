#!/bin/sh
# Libraries that are loaded when they are needed first: where one isn't there, what needs it says so, and the rest
# is done.
. "$(dirname "$0")/lib.sh"

# A file of the library's name that is none is found before the library.
mkdir broken
for name in libxml2 libsvm liblinear; do
  file=$(grep -aom 1 "$name\.so\.[0-9]*" "$HANDOUT") || fail "$HANDOUT doesn't know how $name is called"
  : >"broken/$file"
done

article=$SAMPLES/readout-visit.txt page=$SAMPLES/readout-page.html
expect_code 0 "$HANDOUT" classify "$article" "$page" "$article"
expect_lines out 3
for threads in 1 2; do
  expect_code 1 env LD_LIBRARY_PATH=broken "$HANDOUT" classify --threads $threads "$article" "$page" "$article"
  expect_lines out 2
  expect_text err "readout-page.html"
  expect_text err "libxml2, which reads pages, can't be loaded"
done

mkdir -p data/readout/us data/wire/them
cp "$article" data/readout/us/1.txt
cp "$article" data/wire/them/1.txt
expect_code 2 env LD_LIBRARY_PATH=broken "$HANDOUT" train --data data --out model
expect_text err "a library to learn with can't be loaded"
[ ! -e model ] || fail "there is a model that nothing can have learned"
done_testing
