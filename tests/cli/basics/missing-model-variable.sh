# A wrong PITH_MODEL is not passed over.
# exit: 4
PITH_MODEL=nowhere.safetensors pith extract "a text"
