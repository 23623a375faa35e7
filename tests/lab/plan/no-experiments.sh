# A plan of nothing.
# exit: 3
cat > plan.yaml << 'END'
title: t
data: {train: train.tsv}
END
pith lab run --dry-run plan.yaml
