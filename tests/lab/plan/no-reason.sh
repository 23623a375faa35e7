# Nobody says why.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    change: {optim.rate: 0.1}
END
pith lab run --dry-run plan.yaml
