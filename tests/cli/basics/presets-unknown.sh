# exit: 2
pith presets gpt
