"""From what a learner writes in ``compile(metrics=[…])`` to the metrics that are meant."""

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
from engine.registry import lookup
from engine.typing import Shape

ACCURACY = ("accuracy", "acc")


def accuracy_name(y_true_shape: Shape, y_pred_shape: Shape) -> str:
    """The class that ``"accuracy"`` means for labels and predictions of these shapes, as Keras chooses it."""
    if is_binary(y_pred_shape):
        return "BinaryAccuracy"
    return "SparseCategoricalAccuracy" if is_sparse(y_true_shape, y_pred_shape) else "CategoricalAccuracy"


def resolve(identifier: Any, loss: Loss | None, y_true_shape: Shape, y_pred_shape: Shape) -> Metric:
    """The metric of a name, class, object, config or function.

    Shapes have the batch axis first. A name is also the key in the logs, whatever metric it stands for: ``"acc"``
    gives ``acc``. As in Keras 3 the shapes alone decide what ``"accuracy"`` means; from ``loss`` a ``"crossentropy"``
    takes whether predictions are logits. Source: Keras 3, ``trainers.compile_utils.get_metric``.
    """
    if not isinstance(identifier, str):
        return get(identifier)
    config: dict[str, Any] = {}
    known = identifier
    if identifier.lower() in ACCURACY:
        known = accuracy_name(y_true_shape, y_pred_shape)
    elif identifier.lower() in CROSSENTROPY:
        known = crossentropy_name(y_true_shape, y_pred_shape)
        config["from_logits"] = getattr(loss, "from_logits", False)
    metric: Metric = lookup("metric", known)(**config)
    metric.name = identifier  # after it was made: Keras counts this one, too
    return metric


def get(identifier: Any) -> Metric:
    """As :func:`resolve`, where no shape is needed: ``keras.metrics.get``."""
    if isinstance(identifier, Metric):
        return identifier
    if isinstance(identifier, Mapping):
        made: Metric = serialization.object_from_config("metric", identifier, "metrics")
        return made
    cls = identifier
    if isinstance(identifier, str):
        cls = find(identifier) or lookup("metric", identifier)
    if isinstance(cls, type) and issubclass(cls, Metric):
        return cls()
    if isinstance(cls, EachSample):
        return cls.metric_class(name=cls.__name__)
    if not callable(cls):
        raise fail("unknown_name", "metrics", kind="metric", value=identifier, hint="")
    return MeanMetricWrapper(cls)


def resolve_all(identifiers: Iterable[Any], loss: Loss | None, y_true_shape: Shape, y_pred_shape: Shape,
                weighted: Iterable[Any] = ()) -> list[Metric]:
    """As :func:`resolve`, for ``metrics`` and ``weighted_metrics``, each with a name of its own in the logs.

    A name given twice gets ``_1``, ``_2``, …; a weighted metric whose name is taken is first called ``weighted_…``.
    Source: Keras 3, ``trainers.compile_utils.CompileMetrics.result``.
    """
    plain, weighing = ([resolve(identifier, loss, y_true_shape, y_pred_shape) for identifier in given]
                       for given in (identifiers, weighted))
    taken: dict[str, int] = {}
    for metric in [*plain, *weighing]:
        name = str(metric.name)
        if name in taken and metric in weighing:
            name = f"weighted_{name}"
        number = taken[name] = taken.get(name, -1) + 1
        metric.name = f"{name}_{number}" if number else name
    return [*plain, *weighing]
