# exit: 4
test -e /dev/full && pith extract -m "$SHARED/tiny.safetensors" --corpus "the snow" > /dev/full
