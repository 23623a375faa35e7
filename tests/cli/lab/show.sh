cd "$SHARED" && TZ=UTC pith lab show sgd-1e-2
