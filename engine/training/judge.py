"""``evaluate`` and ``predict``: going through samples without learning."""

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.callbacks.base import Callback
from engine.callbacks.chorus import Chorus
from engine.models.network import Network
from engine.training.bar import Bar
from engine.training.data import Samples, TrainingData
from engine.training.events import Logs, in_order
from engine.training.fitting import fitted, require_compiled
from engine.training.head import Head
from engine.training.start import Compiled, start
from engine.training.state import FitPlan
from engine.training.step import test_on

if TYPE_CHECKING:
    from engine.models.sequential import Sequential


def evaluate(model: "Sequential", data: Samples, batch_size: int, verbose: int, callbacks: list[Callback]) -> Logs:
    """Loss and metrics over all samples, in the order loss, then metrics as compiled."""
    compiled = require_compiled(model)
    data = fitted(model, data)
    chorus = Chorus(callbacks, model, verbose, steps=-(-len(data) // batch_size))
    chorus.call("on_test_begin")
    logs = scores(model.network, compiled, data, batch_size, verbose)
    chorus.call("on_test_end", in_order(logs))
    return logs


def scores(network: Network, compiled: Compiled, data: Samples, batch_size: int = 32, verbose: int = 0) -> Logs:
    """Loss and metrics of a built network over samples; changes nothing."""
    state, made = start(network, compiled, FitPlan(batch_size=batch_size), TrainingData(data))
    head = Head(network, state.loss)
    sums = state.fresh_sums()
    steps = -(-len(data) // batch_size)
    bar = Bar(steps, verbose)
    for step in range(steps):
        test_on(state, head, made.train.take(slice(step * batch_size, (step + 1) * batch_size)), sums)
        if verbose:
            bar.batch(step + 1, in_order(sums.logs(state.metrics)))
    logs = sums.logs(state.metrics)
    bar.end(in_order(logs))
    return logs


def predict(model: "Sequential", data: Samples, batch_size: int, verbose: int, callbacks: list[Callback]) -> Array:
    """Outputs of a model for all samples."""
    data = fitted(model, data)
    chorus = Chorus(callbacks, model, verbose, steps=-(-len(data) // batch_size))
    chorus.call("on_predict_begin")
    y = outputs(model.network, data.x, batch_size, verbose)
    chorus.call("on_predict_end")
    return y


def outputs(network: Network, x: Array, batch_size: int = 32, verbose: int = 0) -> Array:
    """Outputs of a built network: ``(samples, …)``."""
    steps = -(-len(x) // batch_size)
    bar = Bar(steps, verbose)
    found = []
    for step in range(steps):
        found.append(network.forward(network.as_input(x[step * batch_size : (step + 1) * batch_size]))[0])
        bar.batch(step + 1, {})
    bar.end({})
    return np.concatenate(found) if found else _nothing(network)


def _nothing(network: Network) -> Array:
    """The outputs for no samples: ``(0, …)``."""
    return np.zeros((0, *(length or 0 for length in network.output_shape[1:])), network.dtype)
