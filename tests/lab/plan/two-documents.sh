# Two plans in one file.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
experiments:
  - id: one
    reason: because
---
title: second
END
pith lab run --dry-run plan.yaml
