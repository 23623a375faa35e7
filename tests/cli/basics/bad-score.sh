# exit: 2
pith extract --min-score high "a text"
