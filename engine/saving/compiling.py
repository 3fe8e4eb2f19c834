"""What a model was compiled with, as plain data: Keras 3's ``compile_config`` and Keras 2's ``training_config``."""

from collections.abc import Mapping
from typing import Any

from engine import metrics, optimizers
from engine.custom_objects import find
from engine.errors import fail
from engine.losses.resolve import CROSSENTROPY
from engine.metrics.resolve import ACCURACY
from engine.registry import lookup
from engine.serialization import serialize

NO_GRAPH = {"run_eagerly": False, "steps_per_execution": 1, "jit_compile": False}
"""What Keras also keeps and has no meaning here."""


def compile_config(model: Any) -> dict[str, Any]:
    """Optimizer, loss and metrics as Keras 3 writes them; empty for a model that is not compiled."""
    compiled = model.compiled
    if compiled is None:
        return {}
    return {"optimizer": serialize(compiled.optimizer), "loss": serialize(compiled.loss),
            "loss_weights": serialize(compiled.loss_weights), "metrics": _listed(compiled.metrics),
            "weighted_metrics": _listed(compiled.weighted_metrics), **NO_GRAPH}


def training_config(model: Any) -> dict[str, Any]:
    """The same as Keras 2 writes it, and Keras 3 into ``.h5`` files."""
    config = compile_config(model)
    optimizer = config.pop("optimizer")
    return {**_bare(config), "optimizer_config": {"class_name": optimizer["class_name"],
                                                  "config": optimizer["config"]}}


def _listed(given: Any) -> Any:
    return [serialize(item) for item in given] or None


def _bare(value: Any) -> Any:
    """Class and config alone, as Keras 2 knows them; a function is its name."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if isinstance(value, Mapping) and value.get("class_name") == "function":
        return value["config"]
    if isinstance(value, Mapping) and "class_name" in value:
        return {"class_name": value["class_name"], "config": value["config"]}
    return {key: _bare(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def compile_from(model: Any, config: Any) -> None:
    """Compile a model with what either of the two said."""
    if not isinstance(config, Mapping):
        raise fail("damaged_file", file="compile_config", detail="it must hold keys and values")
    optimizer = config.get("optimizer", config.get("optimizer_config"))
    loss = config.get("loss")
    loss = loss[0] if isinstance(loss, list) and len(loss) == 1 else loss
    model.compile(optimizer=optimizers.get("rmsprop" if optimizer is None else optimizer), loss=loss,
                  loss_weights=config.get("loss_weights"), metrics=_metrics(config.get("metrics")),
                  weighted_metrics=_metrics(config.get("weighted_metrics")))


def _metrics(given: Any) -> list[Any]:
    """Metrics as ``compile`` takes them; Keras 2 keeps a list for each of its outputs."""
    if given is None:
        return []
    if isinstance(given, list):
        return [metric for item in given for metric in (_metrics(item) if isinstance(item, list) else [_metric(item)])]
    return [_metric(given)]


def _metric(given: Any) -> Any:
    if not isinstance(given, str) or find(given) is not None:
        return metrics.get(given)
    if given.lower() not in (*ACCURACY, *CROSSENTROPY):
        lookup("metric", given)
    return given
