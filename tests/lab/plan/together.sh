# Knobs that do not go together.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
  - id: two
    reason: because
    change: {model.keyphrase_layer: 3}
END
pith lab run --dry-run plan.yaml
