"""One module per template. Each has `compose(canvas)`, which lays out the whole card."""
