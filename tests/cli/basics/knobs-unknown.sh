# exit: 2
pith knobs los
