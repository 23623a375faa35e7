pith extract -m "$SHARED/tiny.safetensors" --mark "the tea garden and the snow are related"
