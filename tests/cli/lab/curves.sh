cd "$SHARED" && pith lab curves adam --width 70
