# exit: 2
pith lab new plan.yaml 2> written
pith lab run --dry-run --only addam plan.yaml
