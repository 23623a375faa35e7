# exit: 2
cd "$SHARED" && pith lab curves 1 --column los
