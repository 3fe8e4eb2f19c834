"""Resolve the argument of ``compile(loss=…)`` to a loss object."""

from collections.abc import Mapping
from typing import Any

from engine import serialization
from engine.callables import function_name
from engine.custom_objects import find
from engine.errors import fail
from engine.losses.base import Loss
from engine.losses.function_loss import FunctionLoss
from engine.registry import lookup
from engine.typing import Shape

CROSSENTROPY = ("crossentropy", "ce")


def is_binary(y_pred_shape: Shape) -> bool:
    """Whether there is one output, as in binary classification."""
    return y_pred_shape[-1] == 1


def is_sparse(y_true_shape: Shape, y_pred_shape: Shape) -> bool:
    """Whether the labels are class ids rather than one-hot rows."""
    multiclass = y_pred_shape[-1] is None or y_pred_shape[-1] > 1
    return len(y_true_shape) < len(y_pred_shape) or (y_true_shape[-1] == 1 and multiclass)


def crossentropy_name(y_true_shape: Shape, y_pred_shape: Shape) -> str:
    """Return the name of the class that Keras chooses for ``"crossentropy"`` by the shapes of labels and outputs."""
    if is_binary(y_pred_shape):
        return "BinaryCrossentropy"
    return "SparseCategoricalCrossentropy" if is_sparse(y_true_shape, y_pred_shape) else "CategoricalCrossentropy"


def resolve(identifier: Any, y_true_shape: Shape, y_pred_shape: Shape) -> Loss:
    """Return the loss for a name, class, object, config or function; shapes have the batch axis first.

    Source: Keras 3, ``trainers.compile_utils.get_loss``.
    """
    if isinstance(identifier, str) and identifier.lower() in CROSSENTROPY:
        return get(crossentropy_name(y_true_shape, y_pred_shape))
    return get(identifier)


def get(identifier: Any) -> Loss:
    """Return the loss for an identifier whose meaning does not depend on shapes, as ``keras.losses.get`` does."""
    if identifier is None:
        raise fail("required", "loss", argument="loss")
    if isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, Mapping):
        loss: Loss = serialization.object_from_config("loss", identifier, "loss")
        return loss
    cls = identifier
    if isinstance(identifier, str):
        cls = find(identifier) or lookup("loss", identifier)
    if isinstance(cls, type) and issubclass(cls, Loss):
        return cls()
    if not callable(cls):
        raise fail("unknown_name", "loss", kind="loss", value=identifier, hint="")
    loss_class = getattr(cls, "loss_class", None)
    return FunctionLoss(cls, name=function_name(cls)) if loss_class is None else loss_class()
