pith eval --help
