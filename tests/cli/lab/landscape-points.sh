# exit: 2
cd "$SHARED/line" && pith lab landscape 1 2 --points 1
