"""The containers in which ``compile`` accepts the loss and the metrics of the only output: lists, and dicts by name.

Source: Keras 3, ``trainers.compile_utils``.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from engine import losses
from engine.errors import fail
from engine.losses.resolve import CROSSENTROPY
from engine.metrics.base import Metric
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper
from engine.registry import snake_case

OutputNames = tuple[tuple[str, str], ...]
"""Pairs of an argument of ``compile`` and a name of an output in it."""


def get_losses(loss: Any) -> tuple[list[tuple[str, Any]], OutputNames]:
    """The losses in ``compile(loss=…)`` with their names, and the names of outputs in it.

    A loss is an object, or ``"crossentropy"``, which the shapes of the data resolve.
    """
    if loss is None:
        return [], ()
    if isinstance(loss, Mapping) and "class_name" not in loss:
        names = tuple(("loss", str(name)) for name in loss)
        return [pair for value in loss.values() for pair in get_losses(value)[0]], names
    if not isinstance(loss, list | tuple):
        loss_object = loss if isinstance(loss, str) and loss in CROSSENTROPY else losses.get(loss)
        return [(loss if isinstance(loss, str) else _name_of(loss_object), loss_object)], ()
    pairs: list[tuple[str, Any]] = []
    output_names: OutputNames = ()
    for item in loss:
        item_pairs, item_names = get_losses(losses.get(None) if item is None else item)
        pairs, output_names = pairs + item_pairs, output_names + item_names
    return pairs, output_names


def warn_of_unused_losses(names: Sequence[str]) -> None:
    """Warn that only the first of several losses is used. names: of all of them."""
    if len(names) > 1:
        warnings.warn(f"The model has one output, so that only the first of {len(names)} losses is used, {names[0]!r}. "
                      "To use their sum, write it as a function of y_true and y_pred.", stacklevel=4)


def unused_loss_metrics(names: Sequence[str]) -> list[Metric]:
    """The metrics, always 0, that Keras logs for each of several losses of one output."""
    unique = dict.fromkeys(names) if len(names) > 1 else ()
    return [MeanMetricWrapper(unused_loss, name=f"{name}_loss") for name in unique]


def unused_loss(y_true: Any, y_pred: Any) -> float:
    """0, the value of each loss that is logged apart."""
    return 0.0


def _name_of(loss: Any) -> str:
    return str(getattr(loss, "name", None) or snake_case(type(loss).__name__))


def get_metrics(argument: str, metrics: Any) -> tuple[list[Any], OutputNames]:
    """The metrics in ``metrics`` or ``weighted_metrics``, in their order, and the names of outputs in it."""
    if not metrics and not isinstance(metrics, Mapping | list | tuple):
        return [], ()
    if not isinstance(metrics, list | tuple | Mapping) or (isinstance(metrics, Mapping) and "class_name" in metrics):
        raise fail("not_a_list_of_metrics", argument, argument=argument, value=metrics)
    names = tuple((argument, str(name)) for name in metrics) if isinstance(metrics, Mapping) else ()
    return _flatten(metrics), names


def _flatten(metrics: Any) -> list[Any]:
    if isinstance(metrics, Mapping) and "class_name" not in metrics:
        metrics = list(metrics.values())
    if not isinstance(metrics, list | tuple):
        return [metrics]
    return [each for item in metrics for each in _flatten(item)]


def check_output_names(names: OutputNames, output_path: str) -> None:
    """Raise a ProblemError if a name in an argument of ``compile`` is not that of the output layer.

    output_path: the names of the models that the layer is in, and its own, with slashes between them.
    """
    path_names = output_path.split("/")
    for argument, name in names:
        if name not in path_names:
            raise fail("unknown_output", argument, argument=argument, value=name, expected=path_names[0])
