# exit: 2
pith gradcheck --loss.pads=perhaps
