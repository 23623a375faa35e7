#!/bin/sh
# partial-link.sh OUT 'VISIBLE*' ARCHIVE|OBJECT... - links everything into one object file in which only
# the names that match the pattern can be seen from outside.
set -eu
out=$1 visible=$2
shift 2
ld -r -o "$out.all" --whole-archive "$@"
objcopy --wildcard --keep-global-symbol="$visible" "$out.all" "$out"
rm -f "$out.all"
