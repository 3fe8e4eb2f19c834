"""Initializers: what weights are before the first update."""

from functools import partial

from engine import serialization
from engine.initializers.constant import Constant
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

ALL = (
    Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, Identity, LecunNormal, LecunUniform, Ones, Orthogonal,
    RandomNormal, RandomUniform, TruncatedNormal, VarianceScaling, Zeros,
)

constant = Constant
glorot_normal = GlorotNormal
glorot_uniform = GlorotUniform
he_normal = HeNormal
he_uniform = HeUniform
identity = Identity
lecun_normal = LecunNormal
lecun_uniform = LecunUniform
ones = Ones
orthogonal = Orthogonal
random_normal = RandomNormal
random_uniform = RandomUniform
truncated_normal = TruncatedNormal
variance_scaling = VarianceScaling
zeros = Zeros

get = partial(serialization.get, "initializer")
serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "initializer")
