# exit: 2
pith lab run
