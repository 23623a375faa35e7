# exit: 3
for i in 1 2 3 4 5 6 7 8 9; do echo "please repair my robot arm soon $i"; done | gzip | head -c 60 > a.gz
pith extract -m "$SHARED/tiny.safetensors" -f a.gz > /dev/null
