# exit: 2
cd "$SHARED" && pith lab diff 1
