cd "$SHARED" && TZ=UTC pith lab list --state failed
