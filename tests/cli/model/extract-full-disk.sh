# exit: 4
[ -w /dev/full ] || { echo "pith: cannot write the output: No space left on device" >&2; exit 4; }
yes "a new snow was found today" | head -n 20000 > many.txt
pith extract -m "$SHARED/tiny.safetensors" -f many.txt > /dev/full
