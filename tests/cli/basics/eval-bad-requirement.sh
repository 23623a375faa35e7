# exit: 2
pith eval --require keyphrase.f1 test.tsv
