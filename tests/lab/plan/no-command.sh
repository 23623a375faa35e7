# exit: 2
pith lab rum
