"""The modules and functions of ``keras.preprocessing``: preprocessing of texts, sequences and images."""

from importlib import import_module
from typing import Any

PARTS = ("image", "sequence", "text")
FUNCTIONS = ("image_dataset_from_directory", "text_dataset_from_directory", "timeseries_dataset_from_array")

__all__ = [*PARTS, *FUNCTIONS]  # noqa: PLE0604  (all of them are strings)


def __getattr__(name: str) -> Any:
    """Import modules and functions on first access, so that texts do not need Pillow."""
    if name in PARTS:
        return import_module(f"{__name__}.{name}")
    if name in FUNCTIONS:
        return getattr(import_module("engine.utils"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
