"""Activations: the functions that layers apply to their weighted sums.

Each is a class with a derivative and hyperparameters. An instance with the defaults has Keras's name and can be called
as a function: ``activations.relu(x)``.
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

ALL = (
    Celu, Elu, Exponential, Gelu, Glu, HardShrink, HardSigmoid, HardSilu, HardTanh, LeakyRelu, Linear, LogSigmoid,
    LogSoftmax, Mish, Relu, Relu6, Selu, Sigmoid, Silu, SoftShrink, Softmax, Softplus, Softsign, SparsePlus,
    SparseSigmoid, Sparsemax, Squareplus, Tanh, TanhShrink, Threshold,
)

FUNCTIONS = {name: function for function in (cls() for cls in ALL if cls is not Threshold)
             for name in names_of(type(function))}
"""An instance of each class under each of its names, except for ``Threshold``, which has no default hyperparameters.

Below, the instances replace the submodules of the same names."""
globals().update(FUNCTIONS)


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """``x`` where it is above ``threshold``, else ``default_value``; as in Keras, both arguments are required."""
    return Threshold(threshold, default_value)(x)


def get(identifier: Any) -> Any:
    """Return the activation for a name, config, class or function; ``linear`` for None."""
    return FUNCTIONS["linear"] if identifier is None else serialization.get("activation", identifier)


def from_callable(value: Any) -> Activation | None:
    """Wrap a custom function as an activation; for a layer with an ``activation``, return that.

    Returns None for a class and for any other layer.
    """
    from engine.activations.function_activation import FunctionActivation  # imported on use: it needs engine.backend

    if isinstance(getattr(value, "activation", None), Activation):
        return value.activation  # type: ignore[no-any-return]
    return None if isinstance(value, type | registry.base("layer")) else FunctionActivation(value)


def serialize(activation: Any) -> Any:
    """Return the activation's name if its hyperparameters are the defaults, else ``{"class_name": …, "config": …}``."""
    return serialization.short_config("activation", activation)


deserialize = partial(serialization.deserialize, "activation")
