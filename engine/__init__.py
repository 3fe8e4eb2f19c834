"""A Keras Sequential engine on NumPy and Numba, made to be read: ``import engine as keras`` gives Keras's names.

Each part is imported when it is first used, so that ``import engine`` is fast.
"""

from importlib import import_module
from typing import Any

PARTS = (
    "activations", "backend", "callbacks", "constraints", "datasets", "initializers", "layers", "losses", "metrics",
    "models", "ops", "optimizers", "preprocessing", "regularizers", "saving", "utils",
)
CLASSES = {
    "Initializer": "initializers.base",
    "Input": "layers",
    "Layer": "layers",
    "as_keras": "keras_shim",
    "Loss": "losses",
    "Metric": "metrics.base",
    "Model": "models",
    "Optimizer": "optimizers.base",
    "Regularizer": "regularizers.base",
    "Sequential": "models",
    "Variable": "variables",
}
"""The top-level names of Keras, and ``as_keras``, with the modules that define them."""

__all__ = [*PARTS, *CLASSES]  # noqa: PLE0604  (all of them are strings)


def __getattr__(name: str) -> Any:
    if name in PARTS:
        return import_module(f"{__name__}.{name}")
    if name in CLASSES:
        return getattr(import_module(f"{__name__}.{CLASSES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
