cd "$SHARED" && pith lab curves sgd adam --column loss --log --width 70 --height 10
