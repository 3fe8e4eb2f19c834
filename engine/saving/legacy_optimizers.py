"""What an optimizer remembers, in ``.h5`` files of Keras 3 and Keras 2, which named and ordered it in several ways."""

import warnings
from typing import Any

from engine.errors import ProblemError, fail
from engine.saving.hdf5 import H5
from engine.saving.optimizers import remember

FORMER = {"momentum": ("m", "momentum"), "velocity": ("v", "rms", "velocity"), "velocity_hat": ("vhat", "velocity_hat"),
          "average_gradient": ("mg", "average_gradient"), "accumulator": ("accumulator",), "linear": ("linear",),
          "norm": ("v", "norm", "u"), "accumulated_gradient": ("accum_grad", "accumulated_grad"),
          "accumulated_move": ("accum_var", "accumulated_delta_var")}
"""The words by which Keras 2 called the slots: ``Adam/m/dense/kernel:0``, or ``Adam/dense/kernel/m:0`` before 2.11."""


def read_memory(h5: H5, model: Any) -> None:
    """Let the optimizer remember what a file says, if it is understood; else it begins anew, with a warning."""
    group = h5.group(h5.root, "optimizer_weights")
    if group is None:
        return
    names = h5.texts(group, "weight_names")
    try:
        if any(":" in name for name in names):
            remember(model, [h5.array(group, name) for name in _of_keras_2(model, names)], rate_given=False)
        else:
            remember(model, [h5.array(group, name) for name in names])
    except ProblemError as error:
        warnings.warn(f"The optimizer begins anew: {error}", stacklevel=4)


def _of_keras_2(model: Any, names: list[str]) -> list[str]:
    """Counter first, then each slot's arrays, which keep the order of the weights whatever the layers were called."""
    counters = [name for name in names if name.rpartition("/")[2].partition(":")[0] in ("iter", "iteration")]
    weights = len(model.network.parameters.layout)
    columns: dict[str, list[str]] = {}
    for group in model.optimizer.slot_groups():
        for slot in group:
            words = FORMER.get(slot, (slot,))
            columns[slot] = [name for name in names if _says(name, words)]
            if len(columns[slot]) != weights:
                raise fail("optimizer_does_not_fit", expected=weights, received=len(columns[slot]))
    if len(counters) != 1:
        raise fail("optimizer_does_not_fit", expected=1, received=len(counters))
    pairs = [columns[slot][number] for group in model.optimizer.slot_groups()
             for number in range(weights) for slot in group]
    return [*counters, *pairs]


def _says(name: str, words: tuple[str, ...]) -> bool:
    parts = name.partition(":")[0].split("/")
    return parts[-1] in words or (len(parts) > 2 and parts[1] in words)
