# exit: 2
pith train --hidden 200 train.tsv
