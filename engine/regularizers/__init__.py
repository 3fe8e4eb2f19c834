"""Regularizers: penalties on weights or outputs, added to the loss."""

from functools import partial

from engine import serialization
from engine.regularizers.base import Regularizer as Regularizer
from engine.regularizers.l1 import L1
from engine.regularizers.l1_l2 import L1L2
from engine.regularizers.l2 import L2
from engine.regularizers.orthogonal_regularizer import OrthogonalRegularizer

ALL = (L1, L1L2, L2, OrthogonalRegularizer)

l1 = L1
l1_l2 = L1L2
l2 = L2
orthogonal_regularizer = OrthogonalRegularizer

get = partial(serialization.get, "regularizer")
serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "regularizer")
