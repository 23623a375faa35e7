printf 'snow\tsnow\n' > one.tsv
pith inspect --text.min_count=1 --model.hidden=4 --embedding.size=3 one.tsv | grep -v ' softmax\|mean' |
    sed -n '1,14p'
