# exit: 2
cd "$SHARED" && pith lab list --state finished
