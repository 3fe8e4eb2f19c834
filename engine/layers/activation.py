"""Activation: an activation function as a separate layer."""

from typing import final

from engine.activations import base
from engine.hyperparameters import configurable, of_kind
from engine.layers.activation_layer import ActivationLayer


@final
@configurable
class Activation(ActivationLayer):
    """``y = activation(x)``: a function of ``engine.activations`` or a custom one.

    x, y: ``(batch, …)``. Backward: ``dx = dy · activation'(x)``. Source: Keras 3, ``layers.Activation``.
    """

    activation: base.Activation | None = of_kind("activation", example="relu")
