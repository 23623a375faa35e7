#!/bin/sh
# deps.sh check|install [test|bench|npm] - the Debian packages that pith is built from.
#   check    installs what is missing, and says nothing when nothing is
#   install  the same, and says when nothing is missing
#   test     also what tests and linters need (cmocka, clang as a second compiler and for fuzzing)
#   bench    also what only the speed comparison needs (PyTorch)
#   npm      also npm, which `make embeddings` fetches vectors with
set -eu

packages="gcc meson ninja-build pkg-config git python3 libc6-dev binutils libopenblas-dev
 libsleef-dev libicu-dev libjansson-dev libstemmer-dev nettle-dev zlib1g-dev
 libsqlite3-dev libyaml-dev gnuplot-nox libexttextcat-dev libexttextcat-data libcsv-dev"
case "${2:-}" in
test) packages="$packages g++ clang clang-format clang-tidy cppcheck gcovr libomp-dev libclang-rt-dev
 libcmocka-dev" ;;
bench) packages="$packages python3-torch python3-numpy" ;;
npm) packages="$packages npm" ;;
esac

missing=
for p in $packages; do
    dpkg-query -W -f '${Status}' "$p" 2> /dev/null | grep -q 'ok installed' || missing="$missing $p"
done

if [ -z "$missing" ]; then
    [ "$1" = install ] && echo "nothing is missing"
    exit 0
fi
if ! command -v apt-get > /dev/null; then
    echo "pith: this machine has no apt-get; install what corresponds to:$missing" >&2
    exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
    sudo=sudo
    command -v sudo > /dev/null || {
        echo "pith: these packages are missing:$missing" >&2
        echo "pith: become root and type: apt-get install$missing" >&2
        exit 1
    }
fi
echo "installing Debian packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $sudo apt-get update -qq &&
       $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
        > "$log" 2>&1; then
    tail -20 "$log" >&2
    echo "pith: apt-get could not install them (all of its output is above)" >&2
    exit 1
fi
