# A knob that there is not, in a grid.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    grid: {model.hiden: [1, 2]}
END
pith lab run --dry-run plan.yaml
