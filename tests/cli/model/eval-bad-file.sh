# exit: 3
printf 'a new snow was found today\tsnow\na new snow was found today\ttea garden\n' > bad.tsv
pith eval -m "$SHARED/tiny.safetensors" bad.tsv
