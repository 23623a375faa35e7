pith extract -m "$SHARED/tiny.safetensors" \
    "we study the solar panel in our town" "" "the tea garden and the snow are related"
