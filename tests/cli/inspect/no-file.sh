# exit: 2
pith inspect
