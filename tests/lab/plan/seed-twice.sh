# A seed twice.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    seeds: [4, 5, 4]
END
pith lab run --dry-run plan.yaml
