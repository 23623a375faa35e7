# exit: 2
cd "$SHARED" && pith lab best --by dev.keyphrase.f2
