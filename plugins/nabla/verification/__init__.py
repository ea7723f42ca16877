"""A claim in, a verdict out: NumPy only, no files, no Markdown."""
