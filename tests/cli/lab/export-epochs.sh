cd "$SHARED" && pith lab export 2 3 4 --csv --what epochs
