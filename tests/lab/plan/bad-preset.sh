# A preset that there is not.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
base: {preset: drnnn}
experiments:
  - id: one
    reason: because
END
pith lab run --dry-run plan.yaml
