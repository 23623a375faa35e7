# A value out of bounds, in the base.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
base:
  preset: drnn
  model.dropout_input: 1.5
experiments:
  - id: one
    reason: because
END
pith lab run --dry-run plan.yaml
