"""Why a loss is not finite: a value in the data, a layer or a loss that is not defined for it, or too large a step."""

from typing import Any

import numpy as np

from engine.errors import Problem
from engine.random import CallContext
from engine.registry import identifier
from engine.training.data_adapters.batch import Batch
from engine.training.state import TrainingState
from engine.typing import Array

LARGE_DATA = 1e6
"""Values beyond this are named as the cause, as they are not scaled."""
OVERFLOWING = 1e12
"""Weights and activations beyond this, whose products overflow in float32, come from steps that are too large."""


def find_cause(state: TrainingState, batch: Batch, loss: float) -> Problem:
    """The problem to report for a batch whose loss is not finite. state: as before the batch."""
    when = {"loss": loss, "epoch": state.epoch + 1, "batch": state.batch + 1}
    for name in ("x", "y", "sample_weight"):
        problem = problem_of_values(name, getattr(batch, name))
        if problem is not None:
            return problem
    for name in ("x", "y"):
        largest = _largest(getattr(batch, name))
        if largest > LARGE_DATA:
            return Problem(("fit",), "data_too_large", {**when, "name": name, "value": _rounded(largest)})
    diverged = Problem(("fit",), "diverged", when)
    with np.errstate(all="ignore"):
        if not _is_moderate(state.network.parameters.values):
            return diverged
        return _cause_in_forward_pass(state, batch, when) or diverged


def problem_of_values(name: str, values: Array | None) -> Problem | None:
    """The problem of the first value that is not finite, with its position; None if there is none."""
    if not isinstance(values, np.ndarray) or values.dtype.kind != "f":
        return None
    positions = np.argwhere(~np.isfinite(values))
    if not len(positions):
        return None
    position = [int(index) for index in positions[0]]
    value = float(values[tuple(position)])
    return Problem((name,), "data_not_finite", {"name": name, "value": value, "position": position})


def _cause_in_forward_pass(state: TrainingState, batch: Batch, when: dict[str, Any]) -> Problem | None:
    """The layer whose output is not finite, or the loss of finite predictions; None if values are too large."""
    context = CallContext(True, state.config.seed, state.epoch, state.batch)
    snapshot = state.network.parameters.snapshot()
    x = state.network.as_input(batch.x)
    for layer in state.network.layers:
        y, _ = layer.forward(x, context)
        context = context.masked(layer.compute_mask(x, context.mask))
        if not np.isfinite(y).all():
            state.network.parameters.restore(snapshot)
            position = np.argwhere(~np.isfinite(y))[0]
            values = {**when, "layer": layer.name, "value": float(y[tuple(position)]), "row": int(position[0])}
            return Problem(("fit",), "layer_not_finite", values) if _is_moderate(x) else None
        x = y
    state.network.parameters.restore(snapshot)
    if not _is_moderate(x):
        return None
    name = state.loss.name or identifier(type(state.loss))
    values = {**when, "name": name, "low": _rounded(x.min()), "high": _rounded(x.max())}
    return Problem(("fit",), "loss_not_defined", values) if _loss_is_undefined(state, batch, x) else None


def _loss_is_undefined(state: TrainingState, batch: Batch, y_pred: Array) -> bool:
    """Whether the loss of a sample is not finite, apart from penalties."""
    assert batch.y is not None
    return not np.isfinite(state.loss.values(batch.y, y_pred)).all()


def _largest(values: Array | None) -> float:
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "iuf" or not values.size:
        return 0.0
    return float(np.abs(values).max())


def _rounded(value: Any) -> float:
    return float(f"{value:.3g}")


def _is_moderate(values: Array) -> bool:
    """Whether all values are finite and so small that their products do not overflow."""
    return not values.size or bool(np.abs(values).max() < OVERFLOWING)
