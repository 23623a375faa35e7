# exit: 4
[ -w /dev/full ] || { echo "pith: cannot write the output: No space left on device" >&2; exit 4; }
pith knobs > /dev/full
