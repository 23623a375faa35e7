#!/bin/sh
# check.sh BUILD - what a developer runs after every change, in seconds: build what changed, the tests
# that are quick without sanitizers, the format of the files that git sees as changed.
# `make test` is what must hold before a commit.
set -eu
build=$1
mkdir -p build
ninja -C "$build" --quiet
changed=$(git ls-files --modified --others --exclude-standard -- '*.c' '*.h')
for file in $changed; do
    [ ! -f "$file" ] || clang-format --dry-run -Werror "$file"
done
/usr/bin/python3 scripts/design.py "$build"
if ! meson test -C "$build" --no-rebuild --no-suite slow --print-errorlogs > build/check.log 2>&1; then
    cat build/check.log
    exit 1
fi
sed -n 's/^Ok: *\([0-9]*\).*/\1 tests passed/p' build/check.log
