"""A stack of layers as one function: parameters, sizes, forward and backward."""
