# A seed that is none.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
    seeds: [42, x]
END
pith lab run --dry-run plan.yaml
