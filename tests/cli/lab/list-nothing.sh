cd "$SHARED" && pith lab list --state running
