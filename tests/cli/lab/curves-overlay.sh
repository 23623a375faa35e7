cd "$SHARED" && pith lab curves adam --overlay -c loss -c gradient_norm --width 60 --height 8
