# exit: 2
pith inspect a b
