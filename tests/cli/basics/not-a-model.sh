# exit: 3
printf '%s\t%s\n' "Heavy snow fell." "Heavy snow" > mine.tsv
pith extract -m mine.tsv "a text"
