printf 'snow\tsnow\n' > one.tsv
printf 'a\tb\nsnow\tsnow\n' > two.tsv
pith train --preset drnn --text.min_count=1 --model.hidden=4 --embedding.size=3 --train.epochs=1 \
    --train.threads=1 --data.skip_bad_lines two.tsv one.tsv 2>&1 | sed -n '1,5p'
