"""Compile arguments as plain data: Keras 3's ``compile_config`` and Keras 2's ``training_config``."""

from collections.abc import Mapping
from typing import Any

from engine import metrics, optimizers
from engine.custom_objects import find
from engine.errors import fail
from engine.losses.resolve import CROSSENTROPY
from engine.metrics.resolve import ACCURACY
from engine.registry import lookup
from engine.serialization import serialize

IGNORED = {"run_eagerly": False, "steps_per_execution": 1, "jit_compile": False}
"""Arguments that Keras saves and this engine ignores."""


def compile_config(model: Any) -> dict[str, Any]:
    """Optimizer, loss and metrics in Keras 3's form; empty for a model that is not compiled."""
    compiled = model.compiled
    if compiled is None:
        return {}
    return {"optimizer": serialize(compiled.optimizer), "loss": serialize(compiled.loss),
            "loss_weights": serialize(compiled.loss_weights), "metrics": _serialize_list(compiled.metrics),
            "weighted_metrics": _serialize_list(compiled.weighted_metrics), **IGNORED}


def training_config(model: Any) -> dict[str, Any]:
    """Optimizer, loss and metrics in Keras 2's form, which Keras 3 also uses in ``.h5`` files."""
    config = compile_config(model)
    optimizer = config.pop("optimizer")
    return {**_legacy_form(config), "optimizer_config": {"class_name": optimizer["class_name"],
                                                  "config": optimizer["config"]}}


def _serialize_list(items: Any) -> Any:
    return [serialize(item) for item in items] or None


def _legacy_form(value: Any) -> Any:
    """Reduce serialized objects to class name and config, as in Keras 2, and serialized functions to their names."""
    if isinstance(value, list):
        return [_legacy_form(item) for item in value]
    if isinstance(value, Mapping) and value.get("class_name") == "function":
        return value["config"]
    if isinstance(value, Mapping) and "class_name" in value:
        return {"class_name": value["class_name"], "config": value["config"]}
    return {key: _legacy_form(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def compile_from(model: Any, config: Any) -> None:
    """Compile a model with a ``compile_config`` or ``training_config``."""
    if not isinstance(config, Mapping):
        raise fail("damaged_file", file="compile_config", detail="it must hold keys and values")
    optimizer = config.get("optimizer", config.get("optimizer_config"))
    loss = config.get("loss")
    loss = loss[0] if isinstance(loss, list) and len(loss) == 1 else loss
    model.compile(optimizer=optimizers.get("rmsprop" if optimizer is None else optimizer), loss=loss,
                  loss_weights=config.get("loss_weights"), metrics=_metrics(config.get("metrics")),
                  weighted_metrics=_metrics(config.get("weighted_metrics")))


def _metrics(config: Any) -> list[Any]:
    """Convert saved metrics to a flat list for ``compile``; Keras 2 saves one list per output."""
    if config is None:
        return []
    if isinstance(config, list):
        return [metric for item in config
                for metric in (_metrics(item) if isinstance(item, list) else [_metric(item)])]
    return [_metric(config)]


def _metric(config: Any) -> Any:
    if not isinstance(config, str) or find(config) is not None:
        return metrics.get(config)
    if config.lower() not in (*ACCURACY, *CROSSENTROPY):
        lookup("metric", config)
    return config
