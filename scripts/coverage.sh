#!/bin/sh
# coverage.sh BUILD - runs the tests in a build that counts lines, and prints the share of lines that
# were run for each folder. Fails when a test fails, or when src/ as a whole is below its limit.
# A line that was run is not a line that was tested: the figure finds what nothing looks at.
set -eu
build=$1
ninja -C "$build" --quiet
# What the compiler left of files that were renamed since would be looked for in vain.
ninja -C "$build" -t cleandead > /dev/null
find "$build" -name '*.gcno' | while read -r notes; do [ -f "${notes%.gcno}.o" ] || rm "$notes"; done
find "$build" -name '*.gcda' -delete
meson test -C "$build" --no-rebuild --no-suite faults --no-suite scripts --print-errorlogs \
    --timeout-multiplier 4 > build/coverage.log 2>&1 || { tail -60 build/coverage.log; exit 1; }
gcovr --root . --object-directory "$build" --filter src/ --filter tool/ --gcov-ignore-parse-errors \
    --json-summary "$build/coverage.json" "$build" > /dev/null
/usr/bin/python3 scripts/coverage.py "$build/coverage.json"
