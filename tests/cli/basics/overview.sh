# `pith help`, --help and -h are the same.
pith help > a && pith --help > b && pith -h > c && pith help help > d
cmp a b && cmp a c && cmp a d && cat a
