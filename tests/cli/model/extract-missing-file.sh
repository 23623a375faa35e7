# A file that is not there is named before any work begins.
# exit: 4
echo "please repair my robot arm soon" > a.txt
pith extract -m "$SHARED/tiny.safetensors" -f a.txt -f nowhere.txt
