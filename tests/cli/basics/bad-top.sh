# exit: 2
pith extract --top 0 "a text"
