# Tabs, newlines and control characters of a text cannot break a line or reach the terminal.
text=$(printf 'a new tea\tgarden was\001found\ntoday')
pith extract -m "$SHARED/tiny.safetensors" "$text"
pith extract -m "$SHARED/tiny.safetensors" --mark "$text"
