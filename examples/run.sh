#!/bin/sh
# run.sh TRAIN EXTRACT - the test of the examples: one trains on a part of the bundled posts, the other
# must find, with that model, at least something in five sentences.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
head -400 data/sample/train.tsv > "$work/train.tsv"
head -40 data/sample/dev.tsv > "$work/dev.tsv"
"$1" "$work/train.tsv" "$work/dev.tsv" "$work/model.safetensors" > "$work/log"
cat "$work/log"
[ "$(grep -c '^epoch' "$work/log")" = 3 ]
"$2" "$work/model.safetensors" \
    "The night train to Vienna was cancelled after the heavy snow." \
    "My sourdough starter died again." \
    "The garbage collector hides a memory leak." \
    "The election result was late." \
    "Interest rates rose again." > "$work/phrases"
cat "$work/phrases"
[ -s "$work/phrases" ]
! "$2" "$work/train.tsv" "a text" 2> "$work/message"
grep -q "train.tsv" "$work/message"
