cd "$SHARED" && pith lab diff sgd adam
