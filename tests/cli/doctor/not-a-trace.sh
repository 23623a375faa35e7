# exit: 3
printf 'a line of text\nanother one\n' > t.jsonl
pith doctor t.jsonl
