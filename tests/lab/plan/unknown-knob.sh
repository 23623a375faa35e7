# A knob that there is not, in a change.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    change:
      optim.name: sgd
      optim.ratte: 1e-2
END
pith lab run --dry-run plan.yaml
