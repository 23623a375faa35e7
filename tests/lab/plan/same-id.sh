# Two experiments of one name.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
  - id: one
    reason: because
END
pith lab run --dry-run plan.yaml
