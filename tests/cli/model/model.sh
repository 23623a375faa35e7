cp "$SHARED/tiny.safetensors" .
pith model tiny.safetensors
