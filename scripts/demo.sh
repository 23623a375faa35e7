#!/bin/sh
# demo.sh PITH - the main job on real input: train on the bundled posts, measure, extract.
#   make demo                          trains, then extracts from example sentences
#   echo "your text" | make demo       extracts from your text as well
set -eu
pith=$1
model=build/demo.safetensors
sample=data/sample

echo "== 1. training on $sample: 1,056 short posts with their keyphrases =="
"$pith" train --preset drnn -o "$model" "$sample" --train.epochs 12 \
    --model.cell lstm --model.bidirectional --model.hidden 150 --embedding.size 150 \
    --text.min_count 1 --train.batch 16 --optim.rate 0.002 \
    --loss.reduction token --model.dropout_output 0.4

echo
echo "== 2. keyphrases in sentences that it has never seen =="
"$pith" extract -m "$model" --scores \
    "The new battery factory near the old harbour will hire two hundred engineers." \
    "My sourdough starter died again, is rye flour easier to keep alive?" \
    "Heavy snow closed the mountain pass, and the night train to Vienna was cancelled." \
    "The memory leak only shows up when the garbage collector runs under load." \
    "Astronomers found water vapour in the atmosphere of a small exoplanet."

if [ -p /dev/stdin ] || [ -f /dev/stdin ]; then
    echo
    echo "== 3. keyphrases in what you piped in =="
    "$pith" extract -m "$model" --scores
fi
echo
echo "now try:  $pith extract -m $model \"your own sentence\""
for next in "inspect $sample/dev.tsv" "eval -m $model $sample/test.tsv" help; do
    echo "    or:   $pith $next"
done
