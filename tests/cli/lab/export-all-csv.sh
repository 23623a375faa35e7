# exit: 2
cd "$SHARED" && pith lab export 1 --csv --what all
