cd "$SHARED" && TZ=UTC pith lab list
