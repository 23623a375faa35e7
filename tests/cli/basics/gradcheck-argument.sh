# exit: 2
pith gradcheck lstm
