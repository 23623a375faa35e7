# Texts before any training: a dev set that is the training set is an error.
# exit: 1
cp "$SHARED/train.tsv" train.tsv
cp "$SHARED/train.tsv" copy.tsv
pith doctor --data train.tsv copy.tsv
