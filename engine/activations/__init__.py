"""Activations: the functions that layers put after their sums."""

from engine.activations.relu import Relu

ALL = (Relu,)

relu = Relu()
