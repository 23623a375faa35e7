# exit: 4
pith eval -m "$SHARED/tiny.safetensors" nowhere.tsv
