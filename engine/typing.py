"""The types that every file of the engine speaks of."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
Shape = tuple[int | None, ...]
"""Axis lengths; ``None`` is an axis whose length is known only with the data, as the batch axis is."""
