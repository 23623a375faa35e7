# exit: 2
pith eval --model.hidden 200 test.tsv
