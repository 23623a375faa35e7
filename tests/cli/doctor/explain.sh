pith doctor --explain dead-inputs
