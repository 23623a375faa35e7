# exit: 2
pith extrcat "a text"
