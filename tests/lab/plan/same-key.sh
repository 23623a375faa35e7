# A key twice.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    change:
      optim.rate: 0.1
      optim.rate: 0.2
END
pith lab run --dry-run plan.yaml
