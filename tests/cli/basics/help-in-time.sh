# --help is answered even behind other options, and nothing else is done.
pith extract --scores -f nowhere.txt --help | head -n 1
