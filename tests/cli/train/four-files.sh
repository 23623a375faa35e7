# exit: 2
pith train a b c d
