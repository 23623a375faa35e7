# exit: 2
cd "$SHARED/line" && pith lab landscape plateau "other net"
