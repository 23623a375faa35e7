# A command of a group is called by its whole name, whichever way its help is asked for.
pith lab help landscape | head -n 1
pith help lab run | head -n 1
pith data split --help | head -n 1
