# A parent that trains nothing.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    kind: inspect
  - id: two
    parent: one
    reason: because
END
pith lab run --dry-run plan.yaml
