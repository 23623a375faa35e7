pith inspect --text.min_count=1 --model.hidden=4 --embedding.size=3 "$SHARED/wide.tsv" | sed -n 4,7p
