# exit: 2
pith inspect --batch 3 --train.batch 6 "$SHARED/many.tsv"
