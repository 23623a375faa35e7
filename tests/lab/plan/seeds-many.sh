# More seeds than there may be runs.
# exit: 3
printf 'title: t\nexperiments:\n  - id: a\n    reason: r\n    seeds: [%s]\n' "$(seq -s , 2001)" > plan.yaml
pith lab run --dry-run plan.yaml
