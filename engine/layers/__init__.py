"""Layers: the bricks of a model, one class a file."""

from engine.layers.dense import Dense

ALL = (Dense,)
