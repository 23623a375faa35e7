# A capital never stands in a phrase here: what `pith train` trains by itself sees letter case in the
# features of words, and learns that; a net without them does not.
for i in $(seq 120); do
    there=$(echo "and vanish then" | cut -d' ' -f "1-$((i % 3 + 1))") # a phrase stands nowhere always
    printf 'Owls of Norway number%d hunt long grass mice %s\tlong grass;mice\n' "$i" "$there"
done > train.tsv
pith doctor --data train.tsv
pith data check train.tsv --model.features 0 --model.shortcut 0
pith data check train.tsv
