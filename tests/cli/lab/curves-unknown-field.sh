# exit: 2
cd "$SHARED" && pith lab curves 1 --tensor layer1.weight_hh:gradient_nrom
