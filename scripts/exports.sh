#!/bin/sh
# exports.sh LIBRARY [-D] - fails when a library defines a global name that does not begin with pith_.
set -eu
foreign=$(nm ${2:-} --defined-only --extern-only "$1" | awk 'NF == 3 && $3 !~ /^pith_/ {print $3}')
ours=$(nm ${2:-} --defined-only --extern-only "$1" | awk 'NF == 3 && $3 ~ /^pith_/' | wc -l)
[ -z "$foreign" ] || { echo "$1 exports:"; echo "$foreign"; exit 1; }
[ "$ours" -ge 20 ] || { echo "$1 exports only $ours names"; exit 1; }
