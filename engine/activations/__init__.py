"""Activations: the functions that layers put after their sums.

Each is a class, for its derivative and its settings, and an object of it under Keras's name, for use as a function:
``activations.relu(x)``.
"""

from functools import partial
from typing import Any

from engine import registry, serialization
from engine.activations.base import Activation
from engine.activations.celu import Celu
from engine.activations.elu import Elu
from engine.activations.exponential import Exponential
from engine.activations.gelu import Gelu
from engine.activations.glu import Glu
from engine.activations.hard_shrink import HardShrink
from engine.activations.hard_sigmoid import HardSigmoid
from engine.activations.hard_silu import HardSilu
from engine.activations.hard_tanh import HardTanh
from engine.activations.leaky_relu import LeakyRelu
from engine.activations.linear import Linear
from engine.activations.log_sigmoid import LogSigmoid
from engine.activations.log_softmax import LogSoftmax
from engine.activations.mish import Mish
from engine.activations.relu import Relu
from engine.activations.relu6 import Relu6
from engine.activations.selu import Selu
from engine.activations.sigmoid import Sigmoid
from engine.activations.silu import Silu
from engine.activations.soft_shrink import SoftShrink
from engine.activations.softmax import Softmax
from engine.activations.softplus import Softplus
from engine.activations.softsign import Softsign
from engine.activations.sparse_plus import SparsePlus
from engine.activations.sparse_sigmoid import SparseSigmoid
from engine.activations.sparsemax import Sparsemax
from engine.activations.squareplus import Squareplus
from engine.activations.tanh import Tanh
from engine.activations.tanh_shrink import TanhShrink
from engine.activations.threshold import Threshold
from engine.registry import names_of
from engine.typing import Array

ALL = (
    Celu, Elu, Exponential, Gelu, Glu, HardShrink, HardSigmoid, HardSilu, HardTanh, LeakyRelu, Linear, LogSigmoid,
    LogSoftmax, Mish, Relu, Relu6, Selu, Sigmoid, Silu, SoftShrink, Softmax, Softplus, Softsign, SparsePlus,
    SparseSigmoid, Sparsemax, Squareplus, Tanh, TanhShrink, Threshold,
)

FUNCTIONS = {name: function for function in (cls() for cls in ALL if cls is not Threshold)
             for name in names_of(type(function))}
"""An object of each class under all of its names. They take the place of the submodules of the same name."""
globals().update(FUNCTIONS)


def threshold(x: Any, threshold: float, default_value: float) -> Array:
    """``x`` where it is above ``threshold``, else ``default_value``; Keras gives these two no default."""
    return Threshold(threshold, default_value)(x)


def get(identifier: Any) -> Any:
    """The activation of that name, config, class or function; None stands for ``linear``."""
    return FUNCTIONS["linear"] if identifier is None else serialization.get("activation", identifier)


def from_callable(value: Any) -> Activation | None:
    """A learner's own function, differentiated by a tape, or the activation of a layer that is nothing else."""
    from engine.activations.function_activation import FunctionActivation  # imported when used: it needs the tape

    if isinstance(getattr(value, "activation", None), Activation):
        return value.activation  # type: ignore[no-any-return]
    return None if isinstance(value, type | registry.base("layer")) else FunctionActivation(value)


def serialize(activation: Any) -> Any:
    """Its name where its settings are the usual ones, else ``{"class_name": …, "config": …}``."""
    return serialization.short_config("activation", activation)


deserialize = partial(serialization.deserialize, "activation")
