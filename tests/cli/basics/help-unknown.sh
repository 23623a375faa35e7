# exit: 2
pith help presset
