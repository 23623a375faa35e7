# exit: 2
pith eval --require keyphrase.f2=0.5 test.tsv
