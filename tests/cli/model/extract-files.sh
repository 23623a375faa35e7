# Files in order, .gz by content, - for standard input; with -f further arguments are files as well.
echo "please repair my robot arm soon" > a.txt
echo "please repair my night train soon" | gzip > b.txt
echo "a new snow was found today" > c.txt
echo "please repair my tea garden soon" |
    pith extract -m "$SHARED/tiny.safetensors" -f a.txt -f - --file=b.txt -- c.txt
