cd "$SHARED" && pith lab best --by test.loss --top 2
