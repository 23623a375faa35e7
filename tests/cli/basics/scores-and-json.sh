# exit: 2
pith extract --json --scores "a text"
