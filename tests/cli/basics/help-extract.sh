pith extract --help
