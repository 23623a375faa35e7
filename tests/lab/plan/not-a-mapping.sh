# A list instead of a plan.
# exit: 3
cat > plan.yaml << 'END'
- one
- two
END
pith lab run --dry-run plan.yaml
