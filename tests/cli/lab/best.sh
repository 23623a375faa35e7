cd "$SHARED" && pith lab best
