# exit: 2
pith extract -z "a text"
