# exit: 3
mkdir set; touch set/train.tsv set/train.json; pith train set
