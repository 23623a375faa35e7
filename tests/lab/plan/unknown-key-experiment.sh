# A key that an experiment has not.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reasons: because
END
pith lab run --dry-run plan.yaml
