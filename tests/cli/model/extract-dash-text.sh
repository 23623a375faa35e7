# Behind --, a text may look like an option.
pith extract -m "$SHARED/tiny.safetensors" -- "--json is what they want" "-- snow is what they want"
