# A value twice in a grid.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    grid: {optim.rate: [0.1, 0.1]}
END
pith lab run --dry-run plan.yaml
