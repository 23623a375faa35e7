cp "$SHARED/test.tsv" .
pith eval -m "$SHARED/tiny.safetensors" test.tsv
