pith train --preset drnn -o tagger --model.hidden=12 --embedding.size=10 --train.batch=6 \
    --train.epochs=2 --optim.rate=0.01 --train.threads=2 "$SHARED/train.tsv" "$SHARED/dev.tsv" "$SHARED/test.tsv"
