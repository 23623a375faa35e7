pith presets
