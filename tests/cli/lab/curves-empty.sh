# exit: 2
cd "$SHARED" && pith lab curves 5
