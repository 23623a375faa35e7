# A parent of itself.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    parent: one
END
pith lab run --dry-run plan.yaml
