# exit: 4
[ -w /dev/full ] || { cat "$(dirname "$0")/trace-full-disk.err" >&2; exit 4; }
pith train --preset drnn -q --trace /dev/full --model.hidden=12 --embedding.size=10 \
    --train.epochs=1 --train.threads=2 "$SHARED/train.tsv" > /dev/null
code=$?
[ -s model.safetensors ] || echo "the model was not written"
exit $code
