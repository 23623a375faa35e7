# exit: 2
pith knobs hidden
