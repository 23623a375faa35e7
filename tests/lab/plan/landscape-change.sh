# A landscape that changes something.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
  - id: line
    kind: landscape
    reason: because
    ends: {from: one, to: one}
    change: {optim.rate: 1}
END
pith lab run --dry-run plan.yaml
