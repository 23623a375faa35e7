# exit: 2
pith train
