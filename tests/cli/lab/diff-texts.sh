cd "$SHARED" && LC_ALL=C pith lab diff 1 2 --texts 1
