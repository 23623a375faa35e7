# exit: 2
pith gradcheck --no-loss.pads=true
