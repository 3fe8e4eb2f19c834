"""Array operations for layers: NumPy, with a call of a compiled kernel where that is faster."""
