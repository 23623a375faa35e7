# exit: 4
pith lab run --dry-run nowhere.yaml
