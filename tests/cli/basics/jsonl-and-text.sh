# exit: 2
pith extract --jsonl "a text"
