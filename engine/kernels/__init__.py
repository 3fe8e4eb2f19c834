"""Kernels: the loops that Numba compiles, each where a benchmark shows that it beats NumPy.

``from engine import kernels`` costs nothing; Numba is imported with the first kernel that is asked for, such as
``kernels.adam``.
"""

from importlib import import_module
from typing import Any

KERNELS = {
    "dense": ("add_bias_relu", "relu_gradient"),
    "softmax": ("crossentropy", "softmax", "sparse_crossentropy", "sparse_crossentropy_gradient"),
    "updates": ("adam", "rmsprop", "sgd", "sgd_momentum"),
}
"""Names by the module that holds them."""


def __getattr__(name: str) -> Any:
    for module, names in KERNELS.items():
        if name in names:
            globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
