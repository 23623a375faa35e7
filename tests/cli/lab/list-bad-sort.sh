# exit: 2
cd "$SHARED" && pith lab list --sort los
