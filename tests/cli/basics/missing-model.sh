# exit: 4
pith extract -m nowhere.safetensors "a text"
