#!/bin/sh
# test.sh ASAN - everything that must hold: the linters;
# gcc (for release) and clang build without a warning; the exported names; the public header in C++;
# all tests under AddressSanitizer and UBSan in ASAN, a clang build that the Makefile has set up.
# Ends with "N passed, N failed".
set -u
asan=$1 release=build/gcc
passed=0 failed=0

# run NAME COMMAND... - one check of its own; what it prints is shown only when it fails.
run() {
    name=$1
    shift
    if "$@" > build/check.log 2>&1; then
        passed=$((passed + 1))
        echo "ok   $name"
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        tail -40 build/check.log
    fi
}

build_release() {
    [ -f $release/build.ninja ] || CC=gcc meson setup $release -Dwerror=true > /dev/null || return 1
    ninja -C $release
}

lint() { /usr/bin/python3 scripts/lint.py "$asan" "$1"; }

run "clang builds with sanitizers, warnings are errors" ninja -C "$asan"
run "gcc builds for release, warnings are errors" build_release
for check in format design cppcheck tidy; do
    run "lint: $check" lint $check
done
run "libpith.so exports pith_* and nothing else" scripts/exports.sh $release/src/libpith.so -D
run "libpith.a exports pith_* and nothing else" scripts/exports.sh $release/src/libpith.a
run "pith.h is C++ too" sh -c 'echo "#include <pith.h>" | g++ -x c++ -Wall -Wextra -Werror -Iinclude -fsyntax-only -'

export ASAN_OPTIONS=strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
meson test -C "$asan" --no-rebuild --print-errorlogs --num-processes 2 2>&1 | tee build/check.log
count() { sed -n "s/^$1: *\([0-9]*\).*/\1/p" build/check.log | tail -1; }
ok=$(count Ok) bad=$(count Fail) late=$(count Timeout) skipped=$(count Skipped)
odd=$(count 'Unexpected Pass')
passed=$((passed + ${ok:-0}))
failed=$((failed + ${bad:-0} + ${late:-0} + ${odd:-0}))
[ -n "$ok" ] || failed=$((failed + 1))
[ "${skipped:-0}" = 0 ] || echo "SKIPPED ${skipped}: see above for what is missing"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
