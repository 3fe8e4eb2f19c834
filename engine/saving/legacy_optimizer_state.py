"""The optimizer state in ``.h5`` files of Keras 3 and Keras 2, which differ in the names and the order of slots."""

import warnings
from typing import Any

from engine.errors import ProblemError, fail
from engine.saving.hdf5 import H5
from engine.saving.optimizer_state import restore_optimizer

KERAS_2_SLOT_NAMES = {
    "momentum": ("m", "momentum"), "velocity": ("v", "rms", "velocity"), "velocity_hat": ("vhat", "velocity_hat"),
    "average_gradient": ("mg", "average_gradient"), "accumulator": ("accumulator",), "linear": ("linear",),
    "norm": ("v", "norm", "u"), "accumulated_gradient": ("accum_grad", "accumulated_grad"),
    "accumulated_move": ("accum_var", "accumulated_delta_var"),
}  # fmt: skip
"""Keras 2's names of each slot, such as ``m`` in ``Adam/m/dense/kernel:0`` (``Adam/dense/kernel/m:0`` before 2.11)."""


def read_optimizer_state(h5: H5, model: Any) -> None:
    """Restore the optimizer's state from a file; if it does not fit, warn and keep the initial state."""
    group = h5.group(h5.root, "optimizer_weights")
    if group is None:
        return
    names = h5.texts(group, "weight_names")
    try:
        if any(":" in name for name in names):
            restore_optimizer(model, [h5.array(group, name) for name in _keras_2_order(model, names)], has_rate=False)
        else:
            restore_optimizer(model, [h5.array(group, name) for name in names])
    except ProblemError as error:
        warnings.warn(f"The optimizer begins anew: {error}", stacklevel=4)


def _keras_2_order(model: Any, names: list[str]) -> list[str]:
    """Sort the names of Keras 2's arrays into the order of :func:`restore_optimizer`: the counter, then the slots.

    The arrays of one slot are stored in the order of the weights, so the names of the layers in them are ignored.
    """
    counters = [name for name in names if name.rpartition("/")[2].partition(":")[0] in ("iter", "iteration")]
    weights = len(model.network.parameters.layout)
    slot_names: dict[str, list[str]] = {}
    for group in model.optimizer.slot_groups():
        for slot in group:
            keras_names = KERAS_2_SLOT_NAMES.get(slot, (slot,))
            slot_names[slot] = [name for name in names if _matches(name, keras_names)]
            if len(slot_names[slot]) != weights:
                raise fail("optimizer_does_not_fit", expected=weights, received=len(slot_names[slot]))
    if len(counters) != 1:
        raise fail("optimizer_does_not_fit", expected=1, received=len(counters))
    pairs = [slot_names[slot][index] for group in model.optimizer.slot_groups()
             for index in range(weights) for slot in group]
    return [*counters, *pairs]


def _matches(name: str, keras_names: tuple[str, ...]) -> bool:
    parts = name.partition(":")[0].split("/")
    return parts[-1] in keras_names or (len(parts) > 2 and parts[1] in keras_names)
