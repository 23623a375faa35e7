# An id with a space.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one two
    reason: because
END
pith lab run --dry-run plan.yaml
