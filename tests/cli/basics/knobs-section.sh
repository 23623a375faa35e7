pith knobs loss
