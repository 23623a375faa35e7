# An empty file.
# exit: 3
cat > plan.yaml << 'END'
# nothing
END
pith lab run --dry-run plan.yaml
