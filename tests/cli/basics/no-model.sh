# exit: 2
pith extract "a text"
