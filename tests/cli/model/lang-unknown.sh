# exit: 2
pith extract --lang de "ein Text"
