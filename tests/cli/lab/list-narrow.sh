cd "$SHARED" && TZ=UTC COLUMNS=118 pith lab list --plan fixture.yaml --sort f1
