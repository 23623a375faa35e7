# exit: 2
pith doctor 7
