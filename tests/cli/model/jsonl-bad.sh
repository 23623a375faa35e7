# A bad line ends the run, named by file and line; what stands before it has been answered.
# exit: 3
printf '{"text":"a new snow was found today"}\n{"text": oops}\n{"text":"never read"}\n' > a.jsonl
pith extract -m "$SHARED/tiny.safetensors" --jsonl -f a.jsonl
