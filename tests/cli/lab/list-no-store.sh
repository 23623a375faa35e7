# exit: 2
pith lab list
