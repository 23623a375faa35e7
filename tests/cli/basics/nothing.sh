# Without a command: the overview, but as an error, so that a script with an empty variable stops.
# exit: 2
pith help > overview
pith 2> got
code=$?
cmp overview got && exit $code
