"""Initializers: the values of weights before the first update."""

from functools import partial
from typing import Any

from engine import serialization
from engine.initializers.base import Initializer as Initializer
from engine.initializers.constant import Constant
from engine.initializers.function_initializer import FunctionInitializer
from engine.initializers.glorot_normal import GlorotNormal
from engine.initializers.glorot_uniform import GlorotUniform
from engine.initializers.he_normal import HeNormal
from engine.initializers.he_uniform import HeUniform
from engine.initializers.identity import Identity
from engine.initializers.lecun_normal import LecunNormal
from engine.initializers.lecun_uniform import LecunUniform
from engine.initializers.ones import Ones
from engine.initializers.orthogonal import Orthogonal
from engine.initializers.random_normal import RandomNormal
from engine.initializers.random_uniform import RandomUniform
from engine.initializers.truncated_normal import TruncatedNormal
from engine.initializers.variance_scaling import VarianceScaling
from engine.initializers.zeros import Zeros
from engine.registry import names_of

ALL = (
    Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, Identity, LecunNormal, LecunUniform, Ones, Orthogonal,
    RandomNormal, RandomUniform, TruncatedNormal, VarianceScaling, Zeros,
)

globals().update({name: cls for cls in ALL for name in names_of(cls)})  # in place of the submodules of these names


def from_callable(value: Any) -> Any:
    """Wrap a learner's function as an initializer; None for a class."""
    return None if isinstance(value, type) else FunctionInitializer(value)


get = partial(serialization.get, "initializer")
serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "initializer")
