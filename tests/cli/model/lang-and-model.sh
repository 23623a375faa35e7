# exit: 2
pith extract --lang en -m "$SHARED/tiny.safetensors" "a text"
