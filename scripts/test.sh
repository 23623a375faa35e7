#!/bin/sh
# test.sh RELEASE ASAN - everything that must hold, on builds that the Makefile has set up:
#   gcc and clang build without a warning; all tests under AddressSanitizer and UBSan; the design and
#   the exported names; the public header in C++. Ends with "N passed, N failed".
set -u
release=$1 asan=$2
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

build_with() { # COMPILER FOLDER
    [ -f "$2/build.ninja" ] || CC=$1 meson setup "$2" -Dwerror=true > /dev/null || return 1
    ninja -C "$2"
}

run "gcc builds, warnings are errors" build_with gcc build/gcc
run "clang builds, warnings are errors" build_with clang build/clang
run "includes go downwards only" /usr/bin/python3 scripts/design.py
run "libpith.so exports pith_* and nothing else" scripts/exports.sh "$release/src/libpith.so" -D
run "libpith.a exports pith_* and nothing else" scripts/exports.sh "$release/src/libpith.a"
run "pith.h is C++ too" sh -c 'echo "#include <pith.h>" | g++ -x c++ -Wall -Wextra -Werror -Iinclude -fsyntax-only -'

echo "building with AddressSanitizer and UndefinedBehaviorSanitizer"
if ninja -C "$asan" > build/check.log 2>&1; then
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
else
    failed=$((failed + 1))
    tail -40 build/check.log
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
