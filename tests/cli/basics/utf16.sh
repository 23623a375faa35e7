# exit: 3
printf '\377\376H\000i\000\t\000H\000i\000\n\000' > notes.tsv
pith inspect notes.tsv
