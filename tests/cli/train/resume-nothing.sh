pith train --preset drnn --resume --model.hidden=6 --embedding.size=5 --train.epochs=1 \
    --train.threads=1 "$SHARED/train.tsv"
pith train --preset drnn -q --resume --model.hidden=6 --embedding.size=5 --train.epochs=1 \
    "$SHARED/train.tsv"
