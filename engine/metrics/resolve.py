"""Resolve the argument of ``compile(metrics=[…])`` to metric objects."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine import serialization
from engine.custom_objects import find
from engine.errors import fail
from engine.losses.base import Loss
from engine.losses.resolve import CROSSENTROPY, crossentropy_name, is_binary, is_sparse
from engine.metrics.base import Metric
from engine.metrics.functions import EachSample
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper
from engine.registry import lookup, snake_case
from engine.typing import Shape

ACCURACY = ("accuracy", "acc")


def accuracy_name(y_true_shape: Shape, y_pred_shape: Shape) -> str:
    """Return the name of the class that Keras chooses for ``"accuracy"`` by the shapes of labels and predictions."""
    if is_binary(y_pred_shape):
        return "BinaryAccuracy"
    return "SparseCategoricalAccuracy" if is_sparse(y_true_shape, y_pred_shape) else "CategoricalAccuracy"


def resolve(identifier: Any, loss: Loss | None, y_true_shape: Shape, y_pred_shape: Shape) -> Metric:
    """Return the metric for a name, class, object, config or function.

    Shapes have the batch axis first. A string is also the key in the logs: ``"acc"`` is logged as ``acc``. As in
    Keras 3, ``"accuracy"`` is resolved by the shapes alone; ``"crossentropy"`` also takes ``from_logits`` from the
    loss. Source: Keras 3, ``trainers.compile_utils.get_metric``.
    """
    if not isinstance(identifier, str):
        return get(identifier)
    config: dict[str, Any] = {}
    name = identifier
    if identifier.lower() in ACCURACY:
        name = accuracy_name(y_true_shape, y_pred_shape)
    elif identifier.lower() in CROSSENTROPY:
        name = crossentropy_name(y_true_shape, y_pred_shape)
        config["from_logits"] = getattr(loss, "from_logits", False)
    metric: Metric = lookup("metric", name)(**config)
    metric.name = identifier  # set afterwards, so that the default name is numbered as in Keras
    return metric


def get(identifier: Any) -> Metric:
    """Return the metric for an identifier whose meaning does not depend on shapes, as ``keras.metrics.get`` does."""
    if isinstance(identifier, Metric):
        return identifier
    if isinstance(identifier, Mapping):
        metric: Metric = serialization.object_from_config("metric", identifier, "metrics")
        return metric
    cls = identifier
    if isinstance(identifier, str):
        cls = find(identifier) or lookup("metric", identifier)
    if isinstance(cls, type) and issubclass(cls, Metric):
        return cls()
    if isinstance(cls, EachSample):
        return cls.metric_class(name=cls.__name__)
    if not callable(cls):
        raise fail("unknown_name", "metrics", kind="metric", value=identifier, hint="")
    return MeanMetricWrapper(cls, name=name_of_function(cls))


def name_of_function(function: Any) -> str:
    """The key of a learner's own function in the logs, as in Keras: ``MyMae`` gives my_mae, a lambda lambda."""
    return snake_case(re.sub(r"\W+", "", getattr(function, "__name__", type(function).__name__)))


def resolve_all(identifiers: Iterable[Any], loss: Loss | None, y_true_shape: Shape, y_pred_shape: Shape,
                weighted: Iterable[Any] = ()) -> list[Metric]:
    """Resolve ``metrics`` and ``weighted_metrics`` and give them unique names in the logs.

    Repeated names get ``_1``, ``_2``, …; a weighted metric whose name is taken is first renamed ``weighted_…``.
    Source: Keras 3, ``trainers.compile_utils.CompileMetrics.result``.
    """
    plain_metrics, weighted_metrics = (
        [resolve(identifier, loss, y_true_shape, y_pred_shape) for identifier in group]
        for group in (identifiers, weighted))
    counts: dict[str, int] = {}
    for metric in [*plain_metrics, *weighted_metrics]:
        name = str(metric.name)
        if name in counts and metric in weighted_metrics:
            name = f"weighted_{name}"
        index = counts[name] = counts.get(name, -1) + 1
        metric.name = f"{name}_{index}" if index else name
    return [*plain_metrics, *weighted_metrics]
