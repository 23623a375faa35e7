# exit: 2
pith lab new 2> written
cat written
pith lab new
