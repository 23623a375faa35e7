# A trace of another program, with little in it: what can be told is told, the rest is said.
# exit: 1
for step in $(seq 0 59); do
    echo '{"record":"step","step":'$step',"epoch":0,"rate":0.01,"loss":0.021,"texts":64,"tokens":800,"padded":1500,"gradient_norm":0.01,"keyphrase_gold":[700,30,20,30,20],"keyphrase_predicted":[800,0,0,0,0]}'
done > t.jsonl
pith doctor t.jsonl
