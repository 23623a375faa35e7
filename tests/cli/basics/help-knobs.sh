pith knobs --help
