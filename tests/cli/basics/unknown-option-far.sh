# exit: 2
pith extract --verbosity=9 "a text"
