# A few bytes that stand for thousands of experiments are refused before one is read.
# exit: 3
{
    printf 'title: t\nexperiments:\n  - &x {id: a, reason: r}\n'
    for i in $(seq 1000); do echo '  - *x'; done
} > plan.yaml
pith lab run --dry-run plan.yaml
