# A file that data has not.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: a.tsv, devel: b.tsv}
experiments:
  - id: one
    reason: because
END
pith lab run --dry-run plan.yaml
