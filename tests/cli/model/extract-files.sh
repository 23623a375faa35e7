# Files in order, .gz by content, - for standard input, after the texts of the command line.
echo "please repair my robot arm soon" > a.txt
echo "please repair my night train soon" | gzip > b.txt
echo "please repair my tea garden soon" |
    pith extract -m "$SHARED/tiny.safetensors" -f a.txt -f - --file=b.txt -- "a new snow was found today"
