"""Regularizers: penalties on weights or outputs, added to the loss."""

from functools import partial
from typing import Any

from engine import serialization
from engine.regularizers.base import Regularizer as Regularizer
from engine.regularizers.function_regularizer import FunctionRegularizer
from engine.regularizers.l1 import L1
from engine.regularizers.l1_l2 import L1L2
from engine.regularizers.l2 import L2
from engine.regularizers.orthogonal_regularizer import OrthogonalRegularizer

ALL = (L1, L1L2, L2, OrthogonalRegularizer)

l1 = L1
l1_l2 = L1L2
l2 = L2
orthogonal_regularizer = OrthogonalRegularizer


def from_callable(value: Any) -> Any:
    """Wrap a learner's function as a regularizer; None for a class."""
    return None if isinstance(value, type) else FunctionRegularizer(value)


get = partial(serialization.get, "regularizer")
serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "regularizer")
