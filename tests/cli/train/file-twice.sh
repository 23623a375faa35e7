# exit: 2
pith train --data.train a.tsv b.tsv
