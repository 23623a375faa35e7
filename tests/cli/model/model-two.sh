# exit: 2
pith model a.safetensors b.safetensors
