# A tab where YAML has none.
# exit: 3
cat > plan.yaml << 'END'
title: t
experiments:
	- id: one
END
pith lab run --dry-run plan.yaml
