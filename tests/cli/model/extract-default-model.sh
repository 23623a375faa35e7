# PITH_MODEL, then ./model.safetensors, then the installed one.
t="a new snow was found today"
mkdir -p data/models && cp "$SHARED/tiny.safetensors" data/models/en.safetensors
PITH_DATA=data pith extract "$t"
cp "$SHARED/tiny.safetensors" model.safetensors
pith extract "$t"
PITH_MODEL="$SHARED/tiny.safetensors" pith extract "$t"
PITH_MODEL=nowhere pith extract -m model.safetensors "$t"
