pith presets --help
