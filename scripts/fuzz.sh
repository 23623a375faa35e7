#!/bin/sh
# fuzz.sh [SECONDS [NAME...]] - runs the libFuzzer targets (all of them, two at a time), ten minutes each
# unless told otherwise, starting from tests/fuzz/corpus. Fails when one of them found something; what it
# found lies in build/fuzz/findings.
set -eu
seconds=${1:-600}
[ $# = 0 ] || shift
scripts/deps.sh check test
[ -f build/fuzz/build.ninja ] ||
    CC=clang meson setup build/fuzz -Dfuzz=true -Dtool=false --buildtype debugoptimized \
        -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link > /dev/null
ninja -C build/fuzz --quiet
mkdir -p build/fuzz/findings
if [ $# = 0 ]; then
    for target in build/fuzz/tests/fuzz/fuzz_*; do
        [ -f "$target" ] && [ -x "$target" ] && set -- "$@" "${target##*/fuzz_}"
    done
fi
printf '%s\n' "$@" | xargs -P 2 -I NAME sh -c '
    mkdir -p build/fuzz/corpus/NAME
    if build/fuzz/tests/fuzz/fuzz_NAME -max_total_time='"$seconds"' -timeout=20 -rss_limit_mb=4096 \
        -print_final_stats=1 -artifact_prefix=build/fuzz/findings/NAME- \
        build/fuzz/corpus/NAME tests/fuzz/corpus/NAME > build/fuzz/NAME.log 2>&1; then
        echo "ok   NAME  $(sed -n "s/^stat::number_of_executed_units: *//p" build/fuzz/NAME.log) runs"
    else
        echo "FAIL NAME  see build/fuzz/NAME.log"
        exit 1
    fi'
