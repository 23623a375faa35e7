pith model --help
