"""Own models: a learner's subclass of Sequential that overrides ``train_step``, ``call``, ``compute_loss`` and so on.

A model that overrides ``call`` or ``compute_loss`` computes its loss on a trace, in which the network is one operation;
the other methods run the steps of :mod:`engine.training.train_step`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any, final

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.tensor import Tensor, add, apply, gradient, raw
from engine.errors import fail
from engine.kernels.runtime.interrupts import uninterrupted
from engine.layers.calls import parameter_names
from engine.layers.frame import Frame, opened
from engine.layers.own_layer import prefixes_of
from engine.losses.base import LogitsLoss
from engine.metrics.mean import Mean
from engine.metrics.own_metric import OwnMetric
from engine.network.network import Network
from engine.overrides import overrides
from engine.random import INFERENCE, CallContext
from engine.training.data_adapters.batch import Batch, cast_batch
from engine.training.state import Sums, TrainingState
from engine.training.train_step import (
    NOTHING_REMEMBERED,
    OutputHead,
    add_to_sums,
    apply_gradients,
    test_step,
    train_step,
)
from engine.typing import Array

HOOKS = ("train_step", "test_step", "predict_step", "call", "compute_loss", "metrics")


def own_model(model: Any) -> Any:
    """The model, if its class overrides a step of training; else None."""
    return model if overrides(type(model), *HOOKS) else None


def own_train_step(state: TrainingState, head: OutputHead, batch: Batch, context: CallContext) -> float:
    """Call the model's ``train_step`` with the data of a batch; returns the loss of the batch."""
    return ModelStep(state, head, context, state.sums).run("train_step", batch)


def own_test_step(state: TrainingState, head: OutputHead, batch: Batch, sums: Sums) -> None:
    """Call the model's ``test_step`` with the data of a batch."""
    ModelStep(state, head, INFERENCE, sums).run("test_step", batch)


def own_outputs(model: Any, network: Network, x: Array) -> Array:
    """Call the model's ``predict_step`` with the inputs of a batch; returns its outputs."""
    with opened(Frame(INFERENCE, records=False)):
        outputs = raw(model.predict_step((as_tensor(network.as_input(x)),)))
    return np.asarray(outputs)


def running_step(model: Any) -> "ModelStep":
    """The step that a model is in; raises a ProblemError outside of ``fit`` and ``evaluate``."""
    step: ModelStep | None = vars(model).get("running_step")
    if step is None:
        raise fail("only_in_training_step", name=type(model).__name__)
    return step


@final
class _NetworkPass:
    """One pass through the network: predictions ``y``, and the gradient by ``z`` (see OutputHead), once known."""

    def __init__(self, head: OutputHead, x: Array, frame: Frame) -> None:
        self.head, self.frame = head, frame
        self.y, self.z, self.caches, self.mask = head.forward(x, frame.context)
        self.dz: Array | None = None
        self.penalty, self.penalty_scale = head.activity_penalty(self.caches, self.y), 0.0
        self.tensor = frame.node(self.y, None, self._pull) if frame.records else as_tensor(self.y)

    def _pull(self, dy: Array) -> None:
        self.add(dy if self.head.activation is None else self.head.activation.backward(dy, self.z, self.y))

    def penalty_tensor(self) -> Any:
        """The sum of the penalties of this pass, on the trace."""
        return self.frame.node(_scalar(self.penalty), None, self._pull_penalty)

    def _pull_penalty(self, d: Array) -> None:
        self.penalty_scale += float(d)

    def backward(self) -> None:
        """Fill the network's gradients with those of this pass."""
        dz = np.zeros_like(self.z) if self.dz is None else self.dz
        dz = self.head.add_penalty_grads(dz, self.y, self.z, self.penalty_scale)
        self.head.backward(dz, self.caches, self.penalty_scale)

    def add(self, dz: Array) -> None:
        """Add to the gradient by ``z``."""
        self.dz = np.array(dz) if self.dz is None else self.dz + dz


@final
class ModelStep:
    """One batch of a learner's model, in training (``context`` is true) or in evaluation."""

    def __init__(self, state: TrainingState, head: OutputHead, context: CallContext, sums: Sums) -> None:
        self.state, self.head, self.context, self.sums = state, head, context, sums
        self.model = state.model
        self.frame = Frame(context, records=context.training)
        self.outputs: list[_NetworkPass] = []
        self.loss = 0.0

    def run(self, hook: str, batch: Batch) -> float:
        """Call ``train_step`` or ``test_step``; keep what it returns for the logs."""
        vars(self.model).setdefault("_loss_tracker", Mean(name="loss"))
        if self.sums.returned is None:
            for metric in self.model.metrics:
                metric.reset_state()
        data = (batch.x, batch.y) if batch.sample_weight is None else (batch.x, batch.y, batch.sample_weight)
        with self._running():
            logs = getattr(self.model, hook)(tuple(map(as_tensor, data)))
        if not isinstance(logs, Mapping):
            raise fail("step_without_logs", hook, name=type(self.model).__name__, hook=hook, value=logs)
        own = self.results()
        self.sums.returned = {name: float(np.mean(raw(value))) for name, value in
                              (own if set(own) == set(logs) else logs).items()}
        return self.loss

    @contextmanager
    def _running(self) -> Iterator[None]:
        vars(self.model)["running_step"] = self
        try:
            with opened(self.frame):
                yield
        finally:
            del vars(self.model)["running_step"]

    # --- what super() does ------------------------------------------------------------------------------------

    def step(self, data: Any) -> dict[str, Any]:
        """Train or evaluate on the data, as ``super().train_step(data)`` and ``super().test_step(data)``."""
        x, y, sample_weight = (*data, None, None)[:3] if isinstance(data, list | tuple) else (data, None, None)
        arrays = [None if part is None else np.asarray(raw(part)) for part in (y, sample_weight)]
        batch = Batch(np.asarray(raw(x)), *arrays)
        if overrides(type(self.model), "call", "compute_loss"):
            self.traced_step(batch)
        else:
            batch = cast_batch(batch, self.state.network, self.state.loss)
            if self.context.training:
                self.loss = train_step(self.state, self.head, batch, self.context)
            else:
                self.loss = test_step(self.state, self.head, batch, self.sums)
        return self.results()

    def traced_step(self, batch: Batch) -> None:
        """Call the model and its ``compute_loss``; train by the gradient of the loss."""
        snapshot = self.head.parameters.snapshot()
        x, y, sample_weight = (None if part is None else as_tensor(part) for part in
                               (batch.x, batch.y, batch.sample_weight))
        y_pred = self.model(x, training=self.context.training)
        arguments = {"x": x, "y": y, "y_pred": y_pred, "sample_weight": sample_weight}
        if "training" in parameter_names(type(self.model).compute_loss):
            arguments["training"] = self.context.training
        total = self.model.compute_loss(**arguments)
        self.loss = float(np.sum(raw(total)))
        if self.context.training:
            if not isfinite(self.loss):
                self.head.parameters.restore(snapshot)
                return
            self._collect_gradients(total)
        batch = cast_batch(batch, self.state.network, self.state.loss)
        output = self._output_of(y_pred)
        with uninterrupted, self.head.logits_remembered(output.y, output.z) if output else NOTHING_REMEMBERED:
            if self.context.training:
                apply_gradients(self.state, self.head.parameters)
            add_to_sums(self.sums, self.state, batch, np.asarray(raw(y_pred)), self.loss,
                        output.mask if output else None)

    def call(self, x: Any) -> Any:
        """The network's output for a batch, on the trace."""
        output = _NetworkPass(self.head, self.state.network.as_input(np.asarray(raw(x))), self.frame)
        self.outputs.append(output)
        return output.tensor

    def compute_loss(self, y: Any, y_pred: Any, sample_weight: Any) -> Any:
        """The loss of a batch with all penalties, on the trace."""
        parts = [None if part is None else np.asarray(raw(part)) for part in (y, sample_weight)]
        batch = cast_batch(Batch(np.asarray(raw(y_pred)), *parts), self.state.network, self.state.loss)
        output, loss = self._output_of(y_pred), self.state.loss
        mask = output.mask if output else None
        if output and self.head.from_logits and isinstance(loss, LogitsLoss):
            value, dz = loss.compute_from_logits(batch.y, output.z, output.y, batch.sample_weight,  # type: ignore[arg-type]
                                                 mask, self.head.other_activation)
            result = self.frame.node(_scalar(value), None, lambda d: output.add(d * dz))
        else:
            value, dy = self.head.compute(batch.y, batch.x, batch.sample_weight, mask)
            result = apply(_scalar(value), (y_pred, lambda d: d * dy))
        parameters = self.head.parameters
        if parameters.regularized:
            result = add(result, self.frame.node(_scalar(parameters.penalty()), None, self._pull_penalty))
        for output in [output for output in self.outputs if output.penalty]:
            result = add(result, output.penalty_tensor())
        return add(result, self.frame.total_loss())

    def results(self) -> dict[str, Any]:
        """The values of the model's metrics so far by name."""
        tracker: Mean = vars(self.model)["_loss_tracker"]
        tracker.state = (np.asarray(self.sums.loss), np.asarray(self.sums.samples))
        for metric, values in zip(self.state.metrics, self.sums.metrics, strict=True):
            if not isinstance(metric, OwnMetric):
                metric.state = values
        results: dict[str, Any] = {}
        for metric in self.model.metrics:
            result = metric.result()
            results.update(result if isinstance(result, Mapping) else {metric.name: result})
        return {name: as_tensor(np.float32(raw(value))) for name, value in results.items()}

    # --- gradients --------------------------------------------------------------------------------------------

    def _output_of(self, y_pred: Any) -> _NetworkPass | None:
        """The pass whose unchanged predictions these are."""
        return next((output for output in self.outputs if output.tensor is y_pred), None)

    def _pull_penalty(self, d: Array) -> None:
        for path, segment in zip(self.head.parameters.layout, self.head.parameters.segments, strict=True):
            if segment.regularizer is not None:
                self.frame.collect(self, path, d * segment.regularizer.gradient(segment.weight))

    def _collect_gradients(self, total: Any) -> None:
        """Fill the network's gradients: those of every pass, and of layers that the model called one by one."""
        parameters = self.head.parameters
        if isinstance(total, Tensor):
            gradient(total, self.frame.anchor)
        sums = np.zeros_like(parameters.gradients)
        for output in self.outputs:
            if output.dz is not None or output.penalty_scale:
                parameters.gradients[...] = 0
                output.backward()
                sums += parameters.gradients
        prefixes = {id(self): ""}
        for layer in self.state.network.layers:
            prefixes.update(prefixes_of(layer, f"{layer.name}/"))
        for (owner, name), grad in self.frame.gradients.items():
            path = f"{prefixes.get(owner)}{name}"
            if path in parameters.layout:
                sums[parameters.layout[path]] += grad.ravel()
        parameters.gradients[...] = sums


def _scalar(value: Any) -> Array:
    return np.asarray(np.sum(value), "float32")
