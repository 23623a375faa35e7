# exit: 2
pith train --optim.rate
