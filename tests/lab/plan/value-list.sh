# A list where one value is meant.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    change: {optim.rate: [1, 2]}
END
pith lab run --dry-run plan.yaml
