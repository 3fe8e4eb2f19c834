"""Constraints: rules that weights obey after every update."""

from functools import partial
from typing import Any

from engine import serialization
from engine.constraints.base import Constraint as Constraint
from engine.constraints.max_norm import MaxNorm
from engine.constraints.min_max_norm import MinMaxNorm
from engine.constraints.non_neg import NonNeg
from engine.constraints.unit_norm import UnitNorm

ALL = (MaxNorm, MinMaxNorm, NonNeg, UnitNorm)

max_norm = maxnorm = MaxNorm
min_max_norm = MinMaxNorm
non_neg = nonneg = NonNeg
unit_norm = unitnorm = UnitNorm


def from_callable(value: Any) -> Any:
    """Return a custom function unchanged, since it needs no wrapper; None for a class."""
    return None if isinstance(value, type) else value


get = partial(serialization.get, "constraint")
serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "constraint")
