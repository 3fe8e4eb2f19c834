"""Samples made to suit a model: what has to be there, and how far shapes may differ."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.errors import fail
from engine.limits import MAX_BATCH_SIZE
from engine.training.compile_utils import Compiled
from engine.training.data import Samples
from engine.training.fit_config import FitPlan
from engine.typing import Array, Shape
from engine.validators import Integer

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

DEFAULT_BATCH_SIZE = 32


def checked_batch_size(batch_size: int | None) -> int:
    """The batch size in samples: Keras's 32 unless told."""
    size = DEFAULT_BATCH_SIZE if batch_size is None else batch_size
    return Integer(low=1, high=MAX_BATCH_SIZE).check("batch_size", size)


def checked_plan(samples: int | None, batch_size: int | None, validation_batch_size: int | None, validation_freq: Any,
                 steps_per_epoch: int | None, **more: Any) -> FitPlan:
    """The plan of a ``fit``, its numbers checked. samples: how many there are to train with, if that is known.

    As in Keras, the number of steps decides the batch size where that is not given.
    """
    steps = None if steps_per_epoch is None else Integer(low=1).check("steps_per_epoch", steps_per_epoch)
    if batch_size is None and steps and samples:
        batch_size = -(-samples // steps)
    size = checked_batch_size(batch_size)
    freq = tuple(validation_freq) if isinstance(validation_freq, list | tuple) else Integer(low=1).check(
        "validation_freq", validation_freq)
    return FitPlan(batch_size=size, validation_batch_size=checked_batch_size(validation_batch_size or size),
                   validation_freq=freq, steps_per_epoch=steps, **more)


def require_compiled(model: "Trainer") -> Compiled:
    """What the model was compiled with, or a problem."""
    if model.compiled is None:
        raise fail("not_compiled", "compile", model=model.name)
    return model.compiled


def fitted(model: "Trainer", data: Samples) -> Samples:
    """The samples in the shape that the model was built for; a model that is not built is built for them."""
    if not model.built or model.input_shape is None:
        model.build(model.input_shape or (None, *data.x.shape[1:]))
    model.network.as_input(data.x[:0])  # says what is wrong with its type before its shape is looked at
    expected = model.input_shape
    assert expected is not None
    x = ranked(data.x, expected)
    if x.ndim != len(expected) or any(e not in (None, r) for e, r in zip(expected[1:], x.shape[1:], strict=True)):
        error = fail("input_does_not_fit", "x", model=model.name, expected=expected, received=data.x.shape)
        raise error.seen_from(model.network.layers[0])
    return data if x is data.x else replace(data, x=x)


def ranked(x: Array, expected: Shape) -> Array:
    """As Keras does, a last axis of length 1 is added or left out where the model expects it."""
    if x.ndim == len(expected) - 1 and expected[-1] == 1:
        return x[..., None]
    if x.ndim == len(expected) + 1 and x.shape[-1] == 1:
        return x[..., 0]
    return x
