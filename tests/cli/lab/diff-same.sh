cd "$SHARED" && pith lab diff 2 2
