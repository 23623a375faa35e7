# exit: 2
pith eval
