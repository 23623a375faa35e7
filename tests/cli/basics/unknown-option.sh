# exit: 2
pith extract --scroes "a text"
