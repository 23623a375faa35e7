# exit: 2
cd "$SHARED" && pith lab list --plan fixtures.yaml
