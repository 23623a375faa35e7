pith --version
