# No YAML.
# exit: 3
cat > plan.yaml << 'END'
title: t
experiments:
  - id: one
   reason: because
END
pith lab run --dry-run plan.yaml
