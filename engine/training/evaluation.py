"""``evaluate`` and ``predict``: passes over data without training."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.callbacks.callback_list import CallbackList
from engine.network.network import Network
from engine.training.compile_utils import Compiled, initial_state
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import DataAdapter, TrainingData
from engine.training.events import sort_logs
from engine.training.fit_config import FitConfig
from engine.training.own_steps import own_outputs, own_test_step
from engine.training.progress_bar import ProgressBar
from engine.training.state import TrainingState
from engine.training.train_step import OutputHead, test_step
from engine.typing import Array, Logs


def evaluate(state: TrainingState, data: DataAdapter, steps: int | None, callbacks: CallbackList,
             verbose: int) -> Logs:
    """Loss and metrics over all samples, or over ``steps`` batches: first the loss, then the metrics as compiled."""
    batch_size = state.config.batch_size
    data.reset()
    callbacks.call("on_test_begin", {})
    bar = ProgressBar(steps or data.num_batches(batch_size), verbose)
    logs = evaluate_batches(state, data.batches(batch_size, steps), bar, callbacks)
    callbacks.call("on_test_end", sort_logs(logs))
    return logs


def evaluate_batches(state: TrainingState, batches: Iterator[Batch], bar: ProgressBar,
                     callbacks: CallbackList | None = None) -> Logs:
    """Loss and metrics over batches; the state does not change."""
    head = OutputHead(state.network, state.loss, state.metrics)
    sums = state.zero_sums()
    hears_batches = callbacks is not None and callbacks.hears_test_batches
    evaluate_batch = test_step if state.model is None else own_test_step
    for step, batch in enumerate(batches):
        if callbacks is not None and hears_batches:
            callbacks.call("on_test_batch_begin", step, {})
        evaluate_batch(state, head, batch, sums)
        if hears_batches or bar.verbose:
            logs = sort_logs(sums.logs(state.metrics))
            if callbacks is not None and hears_batches:
                callbacks.call("on_test_batch_end", step, logs)
            bar.update(step + 1, logs)
    logs = sums.logs(state.metrics)
    bar.finish(sort_logs(logs))
    return logs


def evaluate_network(network: Network, compiled: Compiled, batch: Batch, batch_size: int = 32) -> Logs:
    """Loss and metrics of a built network over samples; its weights do not change."""
    config, data = FitConfig(batch_size=batch_size), TrainingData(ArrayAdapter(batch))
    state, data = initial_state(network, compiled, config, data)
    return evaluate_batches(state, data.train.batches(batch_size), ProgressBar(None, 0))


def predict(network: Network, data: DataAdapter, batch_size: int, steps: int | None, callbacks: CallbackList,
            verbose: int, model: Any = None) -> Array:
    """Outputs for all samples, or for those of ``steps`` batches: ``(samples, …)``.

    model: a learner's, whose ``predict_step`` is called.
    """
    callbacks.call("on_predict_begin", {})
    bar = ProgressBar(steps or data.num_batches(batch_size), verbose)
    outputs = []
    for step, batch in enumerate(data.batches(batch_size, steps)):
        callbacks.call("on_predict_batch_begin", step, {})
        outputs.append(network.forward(network.as_input(batch.x))[0] if model is None
                       else own_outputs(model, network, batch.x))
        callbacks.call("on_predict_batch_end", step, {"outputs": outputs[-1]})
        bar.update(step + 1, {})
    bar.finish({})
    callbacks.call("on_predict_end", {})
    return _concatenate(outputs, network)


def predict_network(network: Network, x: Array, batch_size: int = 32) -> Array:
    """Outputs of a built network: ``(samples, …)``."""
    batches = ArrayAdapter(Batch(x)).batches(batch_size)
    return _concatenate([network.forward(network.as_input(batch.x))[0] for batch in batches], network)


def _concatenate(outputs: list[Array], network: Network) -> Array:
    """Join the outputs of all batches; without any, return an array of shape ``(0, …)``."""
    if outputs:
        return np.concatenate(outputs)
    return np.zeros((0, *(length or 0 for length in network.output_shape[1:])), network.dtype)
