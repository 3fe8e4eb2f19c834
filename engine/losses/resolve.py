"""From what a learner writes in ``compile(loss=…)`` to the loss that is meant."""

from collections.abc import Mapping
from typing import Any

from engine import serialization
from engine.custom_objects import find
from engine.errors import fail
from engine.losses.base import Loss
from engine.losses.callables import function_name
from engine.losses.function_loss import FunctionLoss
from engine.registry import lookup
from engine.typing import Shape

CROSSENTROPY = ("crossentropy", "ce")


def is_binary(y_pred_shape: Shape) -> bool:
    """Whether there is one output: yes or no."""
    return y_pred_shape[-1] == 1


def is_sparse(y_true_shape: Shape, y_pred_shape: Shape) -> bool:
    """Whether the labels are class numbers rather than one-hot rows."""
    several = y_pred_shape[-1] is None or y_pred_shape[-1] > 1
    return len(y_true_shape) < len(y_pred_shape) or (y_true_shape[-1] == 1 and several)


def crossentropy_name(y_true_shape: Shape, y_pred_shape: Shape) -> str:
    """The class that ``"crossentropy"`` means for labels and predictions of these shapes, as Keras chooses it."""
    if is_binary(y_pred_shape):
        return "BinaryCrossentropy"
    return "SparseCategoricalCrossentropy" if is_sparse(y_true_shape, y_pred_shape) else "CategoricalCrossentropy"


def resolve(identifier: Any, y_true_shape: Shape, y_pred_shape: Shape) -> Loss:
    """The loss of a name, class, object, config or function; shapes have the batch axis first.

    Source: Keras 3, ``trainers.compile_utils.get_loss``.
    """
    if isinstance(identifier, str) and identifier.lower() in CROSSENTROPY:
        return get(crossentropy_name(y_true_shape, y_pred_shape))
    return get(identifier)


def get(identifier: Any) -> Loss:
    """As :func:`resolve`, where no shape is needed: ``keras.losses.get``."""
    if identifier is None:
        raise fail("required", "loss", argument="loss")
    if isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, Mapping):
        made: Loss = serialization.object_from_config("loss", identifier, "loss")
        return made
    cls = identifier
    if isinstance(identifier, str):
        cls = find(identifier) or lookup("loss", identifier)
    if isinstance(cls, type) and issubclass(cls, Loss):
        return cls()
    if not callable(cls):
        raise fail("unknown_name", "loss", kind="loss", value=identifier, hint="")
    of_class = getattr(cls, "loss_class", None)
    return FunctionLoss(cls, name=function_name(cls)) if of_class is None else of_class()
