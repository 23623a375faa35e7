# exit: 3
echo '{"title":"a new snow was found today"}' | pith extract -m "$SHARED/tiny.safetensors" --jsonl
