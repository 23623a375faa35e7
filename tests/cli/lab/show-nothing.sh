# exit: 2
cd "$SHARED" && pith lab show
