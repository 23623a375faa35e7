# exit: 2
pith gradcheck --model.cell=transformer
