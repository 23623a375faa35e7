# A grid without values.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    grid: {optim.rate: []}
END
pith lab run --dry-run plan.yaml
