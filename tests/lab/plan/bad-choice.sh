# A choice that there is not.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    change: {optim.name: addam}
END
pith lab run --dry-run plan.yaml
