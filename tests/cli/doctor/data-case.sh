# A capital never stands in a phrase here: what `pith train` trains by itself sees letter case in the
# features of words, and learns that; a net without them does not.
for i in $(seq 120); do
    printf 'Owls of Norway number%d hunt long grass mice\tlong grass;mice\n' "$i"
done > train.tsv
pith doctor --data train.tsv
pith data check train.tsv --model.features 0 --model.shortcut 0
pith data check train.tsv
