pith inspect --no-train.shuffle --model.hidden=4 --embedding.size=3 "$SHARED/three.jsonl"
