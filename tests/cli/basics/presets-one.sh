pith presets srnn
