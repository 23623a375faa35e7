# exit: 2
pith train --model.hiden=200 train.tsv
