cd "$SHARED" && LC_ALL=C pith lab curves adam -t layer1.weight_hh:gradient_norm -c rate --width 60
