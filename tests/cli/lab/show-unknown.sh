# exit: 2
cd "$SHARED" && pith lab show sgd-1e-3
