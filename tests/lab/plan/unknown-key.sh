# A key that the plan has not.
# exit: 3
cat > plan.yaml << 'END'
titel: t
experiments:
  - id: one
    reason: because
END
pith lab run --dry-run plan.yaml
