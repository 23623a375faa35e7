# exit: 3
# The command that is printed can be pasted, whatever the file is called.
printf '\377\376H\000i\000\t\000H\000i\000\n\000' > "it's \$(touch gotcha).tsv"
pith inspect "it's \$(touch gotcha).tsv"
