# exit: 2
pith doctor --explain step-to-small
