"""Array operations of layers: each in NumPy in the open, with one call of a kernel where that is faster."""
