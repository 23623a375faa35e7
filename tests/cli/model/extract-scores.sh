pith extract -m "$SHARED/tiny.safetensors" --scores "the tea garden and the snow are related"
