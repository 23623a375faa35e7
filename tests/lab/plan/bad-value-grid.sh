# A value that is no number, in a grid.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    grid:
      optim.rate: [1e-1,
                   fast]
END
pith lab run --dry-run plan.yaml
