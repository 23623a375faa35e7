# exit: 2
pith gradcheck --loss.alpha 1.5
