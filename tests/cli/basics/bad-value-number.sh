# exit: 2
pith train --train.epochs=ten train.tsv
