# exit: 2
pith extract --json=yes "a text"
