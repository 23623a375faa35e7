# exit: 2
pith inspect --batch one "$SHARED/many.tsv"
