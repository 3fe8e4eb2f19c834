"""Initializers: what weights are before the first update."""

from engine.initializers.glorot_uniform import GlorotUniform
from engine.initializers.zeros import Zeros

ALL = (GlorotUniform, Zeros)
