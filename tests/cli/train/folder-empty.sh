# exit: 3
mkdir set; pith train set
