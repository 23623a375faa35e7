# exit: 2
pith juggle
