# exit: 4
pith train "$SHARED/train.tsv" "$SHARED/dev.tsv" nowhere.tsv
