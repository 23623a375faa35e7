# Parents in a circle.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: a
    reason: r
    parent: c
  - id: b
    reason: r
    parent: a
  - id: c
    reason: r
    parent: b
END
pith lab run --dry-run plan.yaml
