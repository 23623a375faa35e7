cd "$SHARED" && pith lab export 6 1 --csv --what metrics
