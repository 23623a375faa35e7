cd "$SHARED" && TZ=UTC pith lab show 2 --full
