cd "$SHARED" && pith lab curves 1 --list
