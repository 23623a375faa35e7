printf '17\n{"text":"a new snow was found today"}\n{"text": oops}\n[]\n{"text":3}\n' > a.jsonl
pith extract -m "$SHARED/tiny.safetensors" --jsonl --data.skip_bad_lines -f a.jsonl
