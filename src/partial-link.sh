#!/bin/sh
# partial-link.sh OUT 'VISIBLE*' ARCHIVE|OBJECT... - links everything into one object in which only the
# names that match the pattern can be seen from outside; OUT is that object, or (lib*.a) an archive of it.
set -eu
out=$1 visible=$2
shift 2
ld -r -o "$out.all" --whole-archive "$@"
case $out in
*.a)
    objcopy --wildcard --keep-global-symbol="$visible" "$out.all" "${out%.a}.o"
    rm -f "$out"
    ar rcs "$out" "${out%.a}.o"
    rm -f "${out%.a}.o"
    ;;
*)
    objcopy --wildcard --keep-global-symbol="$visible" "$out.all" "$out"
    ;;
esac
rm -f "$out.all"
