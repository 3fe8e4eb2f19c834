"""Scenarios of twenty updates on one batch, with Keras by the recorder and with the engine by the tests.

Every function takes the module that plays Keras. The scenarios themselves are in option_*.py; record_options.py records
them, tests/engine/models/test_options.py compares.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

UPDATES, SAMPLES = 20, 12


@dataclass(frozen=True)
class Updates:
    """layers: a function of keras, without the Input. x, y: the batch. compiled: the arguments of compile beside the
    usual ones, as a function of keras. fit: further arguments of fit."""

    layers: Callable[[Any], list[Any]]
    x: np.ndarray
    y: np.ndarray
    compiled: Callable[[Any], dict[str, Any]] = lambda k: {}
    fit: dict[str, Any] = field(default_factory=dict)


def losses(k, scenario, convert=lambda x: x):
    """The loss before each update, from weights that are the same for Keras and the engine; variances are positive.

    given: makes of a table of strings what the backend takes.
    """
    words = scenario.x.dtype.kind == "O"
    x = convert(scenario.x) if words else scenario.x
    model = k.Sequential([k.Input(scenario.x.shape[1:], dtype="string" if words else "float32"), *scenario.layers(k)])
    rng = np.random.default_rng(3)
    for layer in model.layers:
        always = type(layer).__name__ == "Normalization"
        layer.set_weights([initial_weight(rng, w, positive=always or w.ndim == 1) for w in layer.get_weights()])
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()  # Keras's Normalization reads its weights only here
    settings = {"optimizer": k.optimizers.Adam(0.01), "loss": "mse", **scenario.compiled(k)}
    model.compile(**settings, run_eagerly=True)  # without graph tracing, which takes longer than these runs
    history = model.fit(x, scenario.y, batch_size=SAMPLES, epochs=UPDATES, shuffle=False, verbose=0, **scenario.fit)
    return np.array(history.history["loss"], "float64")


def initial_weight(rng, w, positive):
    """Initial value of a weight; an integer counter is unchanged."""
    if w.dtype.kind != "f" or w.ndim == 0:
        return w
    found = 0.4 * rng.normal(size=w.shape)
    return np.abs(found) + 0.1 if positive else found


def build_layer(k, name, config):
    """Build a layer, and the nested layers, cells or functions in its config."""
    config = {key: value[:] if isinstance(value, list) else value for key, value in config.items()}
    for key, value in config.items():
        if key == "cell" or key.endswith("layer"):
            config[key] = inner(k, value)
    if name == "Lambda":
        functions = k.backend if hasattr(k.backend, "square") else k.ops
        config["function"] = getattr(functions, config["function"])
    return getattr(k.layers, name)(**config)


def inner(k, value):
    if isinstance(value, list):
        return [inner(k, item) for item in value]
    return getattr(k.layers, value["class_name"])(**value["config"])
