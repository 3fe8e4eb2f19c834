"""``evaluate`` and ``predict``: going through samples without learning."""

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.callbacks.base import Callback
from engine.models.network import Network
from engine.training.data import Samples, TrainingData
from engine.training.events import Logs
from engine.training.head import Head
from engine.training.run import require_built, require_compiled
from engine.training.start import Compiled, start
from engine.training.state import FitPlan
from engine.training.step import as_input, test_on
from engine.utils.progbar import Progbar

if TYPE_CHECKING:
    from engine.models.sequential import Sequential


def evaluate(model: "Sequential", data: Samples, batch_size: int, steps: int | None, verbose: int,
             callbacks: list[Callback]) -> Logs:
    """Loss and metrics over all samples, in the order loss, then metrics as compiled."""
    compiled = require_compiled(model)
    require_built(model, data.x)
    for callback in callbacks:
        callback.set_model(model)
        callback.on_test_begin()
    logs = scores(model.network, compiled, data.take(slice(0, steps * batch_size)) if steps else data, batch_size, verbose)
    for callback in callbacks:
        callback.on_test_end(logs)
    return logs


def scores(network: Network, compiled: Compiled, data: Samples, batch_size: int = 32, verbose: int = 0) -> Logs:
    """Loss and metrics of a built network over samples; changes nothing."""
    state, made = start(network, compiled, FitPlan(), TrainingData(data))
    head = Head(network, compiled.loss)
    sums = state.fresh_sums()
    steps = -(-len(data) // batch_size)
    bar = Progbar(steps, verbose=verbose, unit_name="step") if verbose else None
    for step in range(steps):
        test_on(state, head, made.train.take(slice(step * batch_size, (step + 1) * batch_size)), sums)
        if bar is not None:
            bar.update(step + 1, sorted(sums.logs(state.metrics).items()), finalize=step + 1 == steps)
    return sums.logs(state.metrics)


def predict(model: "Sequential", data: Samples, batch_size: int, steps: int | None, verbose: int,
            callbacks: list[Callback]) -> Array:
    """Outputs of a model for all samples."""
    require_built(model, data.x)
    for callback in callbacks:
        callback.set_model(model)
        callback.on_predict_begin()
    y = outputs(model.network, data.x[: steps * batch_size] if steps else data.x, batch_size, verbose)
    for callback in callbacks:
        callback.on_predict_end()
    return y


def outputs(network: Network, x: Array, batch_size: int = 32, verbose: int = 0) -> Array:
    """Outputs of a built network: ``(samples, …)``."""
    steps = -(-len(x) // batch_size)
    bar = Progbar(steps, verbose=verbose, unit_name="step") if verbose else None
    found = []
    for step in range(steps):
        found.append(network.forward(as_input(x[step * batch_size : (step + 1) * batch_size], network.dtype))[0])
        if bar is not None:
            bar.update(step + 1, finalize=step + 1 == steps)
    return np.concatenate(found)
