#!/bin/sh
# The domain that handout is named for: releases of armed forces and newsrooms' rewrites of them, none trained on;
# and texts that are neither. Each set has a floor.
set -eu
: "${HANDOUT:?}" "${SOURCE_DIR:?}"
cd "$SOURCE_DIR/tests"

# floor WANTED WHAT LABEL FOLDER
floor() {
  right=$("$HANDOUT" classify --json "$4" | grep -c "$3") || true
  all=$(find "$4" -name '*.txt' | wc -l)
  echo "$2: $right of $all"
  [ "$right" -ge "$1" ]
}

floor 27 "releases" '"label":"readout"' domain/readout
floor 27 "rewrites" '"label":"wire"' domain/wire
floor 24 "neither" '"reason":"unlike anything trained on"' none
