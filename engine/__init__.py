"""A Keras Sequential engine on NumPy and Numba, made to be read."""
