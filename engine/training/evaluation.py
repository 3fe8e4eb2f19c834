"""``evaluate`` and ``predict``: going through samples without learning."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engine.callbacks.base import Callback
from engine.callbacks.callback_list import CallbackList
from engine.network.network import Network
from engine.training.compile_utils import Compiled, prepared, start
from engine.training.data import Samples, TrainingData
from engine.training.events import Logs, in_order
from engine.training.fit_config import FitPlan
from engine.training.fitting import fitted, require_compiled
from engine.training.head import Head
from engine.training.progress_bar import Bar
from engine.training.state import TrainingState
from engine.training.streams import Stream, warn_ran_out
from engine.training.train_step import test_on
from engine.typing import Array

if TYPE_CHECKING:
    from engine.training.trainer import Trainer


def evaluate(model: "Trainer", data: Samples | Stream, batch_size: int, verbose: int, callbacks: list[Callback],
             steps: int | None = None) -> Logs:
    """Loss and metrics over all samples (those of so many steps), in the order loss, then metrics as compiled."""
    compiled = require_compiled(model)
    first = fitted(model, data.first() if isinstance(data, Stream) else data)
    state, ready = start(model.network, compiled, FitPlan(batch_size=batch_size), TrainingData(first))
    if isinstance(data, Stream):
        data.ready = lambda batch: prepared(fitted(model, batch), model.network, state.loss)
        data.begin_anew()
        batches, known = data.epoch(), data.steps
    else:
        batches, known = in_batches(ready.train, batch_size, steps), steps or -(-len(first) // batch_size)
    chorus = CallbackList(callbacks, model, verbose, steps=known)
    chorus.call("on_test_begin", {})
    logs = judged(state, batches, Bar(known, verbose), chorus)
    chorus.call("on_test_end", in_order(logs))
    return logs


def in_batches(data: Samples, size: int, steps: int | None = None) -> Iterator[Samples]:
    """The samples in batches, in their order; warns where there are fewer than ``steps``."""
    there = -(-len(data) // size)
    for step in range(min(there, steps or there)):
        yield data.take(slice(step * size, (step + 1) * size))
    if steps is not None and steps > there:
        warn_ran_out()


def judged(state: TrainingState, batches: Iterator[Samples], bar: Bar, chorus: CallbackList | None = None) -> Logs:
    """Loss and metrics over batches; changes nothing."""
    head = Head(state.network, state.loss)
    sums = state.fresh_sums()
    listening = chorus is not None and chorus.hears_test_batches
    for step, batch in enumerate(batches):
        if chorus is not None and listening:
            chorus.call("on_test_batch_begin", step, {})
        test_on(state, head, batch, sums)
        if listening or bar.verbose:
            logs = in_order(sums.logs(state.metrics))
            if chorus is not None and listening:
                chorus.call("on_test_batch_end", step, logs)
            bar.batch(step + 1, logs)
    logs = sums.logs(state.metrics)
    bar.end(in_order(logs))
    return logs


def scores(network: Network, compiled: Compiled, data: Samples, batch_size: int = 32) -> Logs:
    """Loss and metrics of a built network over samples; changes nothing."""
    state, made = start(network, compiled, FitPlan(batch_size=batch_size), TrainingData(data))
    return judged(state, in_batches(made.train, batch_size), Bar(None, 0))


def predict(model: "Trainer", data: Samples | Stream, batch_size: int, verbose: int, callbacks: list[Callback],
            steps: int | None = None) -> Array:
    """Outputs of a model for all samples, or those of so many steps."""
    if isinstance(data, Stream):
        fitted(model, Samples(data.first().x))
        batches, known = data.epoch(), data.steps
    else:
        data = fitted(model, data)
        batches, known = in_batches(data, batch_size, steps), steps or -(-len(data) // batch_size)
    chorus = CallbackList(callbacks, model, verbose, steps=known)
    chorus.call("on_predict_begin", {})
    bar = Bar(known, verbose)
    found = []
    for step, batch in enumerate(batches):
        chorus.call("on_predict_batch_begin", step, {})
        x = fitted(model, Samples(batch.x)).x
        found.append(model.network.forward(model.network.as_input(x))[0])
        chorus.call("on_predict_batch_end", step, {"outputs": found[-1]})
        bar.batch(step + 1, {})
    bar.end({})
    chorus.call("on_predict_end", {})
    return np.concatenate(found) if found else nothing(model.network)


def outputs(network: Network, x: Array, batch_size: int = 32) -> Array:
    """Outputs of a built network: ``(samples, …)``."""
    found = [network.forward(network.as_input(batch.x))[0] for batch in in_batches(Samples(x), batch_size)]
    return np.concatenate(found) if found else nothing(network)


def nothing(network: Network) -> Array:
    """The outputs for no samples: ``(0, …)``."""
    return np.zeros((0, *(length or 0 for length in network.output_shape[1:])), network.dtype)
