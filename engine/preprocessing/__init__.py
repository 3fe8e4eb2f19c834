"""What Keras keeps in ``keras.preprocessing``: texts, sequences and pictures before they reach a model."""

from importlib import import_module
from typing import Any

PARTS = ("image", "sequence", "text")
FUNCTIONS = ("image_dataset_from_directory", "text_dataset_from_directory", "timeseries_dataset_from_array")

__all__ = [*PARTS, *FUNCTIONS]  # noqa: PLE0604  (all of them are strings)


def __getattr__(name: str) -> Any:
    """Parts and functions when they are first asked for: Pillow is not read for texts."""
    if name in PARTS:
        return import_module(f"{__name__}.{name}")
    if name in FUNCTIONS:
        return getattr(import_module("engine.utils"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
