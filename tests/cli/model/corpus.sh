printf '%s\n' "we study the solar panel in our town" "Solar panels and the solar panel and #SolarPanel" \
    "nobody likes a tea garden on monday" "the tea garden and the snow are related" > texts.txt
pith extract -m "$SHARED/tiny.safetensors" --corpus -f texts.txt
echo
pith extract -m "$SHARED/tiny.safetensors" --corpus=csv --top 1 < texts.txt
