pith gradcheck --help
