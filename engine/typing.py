"""Types that are used throughout the engine."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
Logs = dict[str, float]
"""Values by name as in Keras's History: ``loss``, ``accuracy``, ``val_loss``, …"""
Shape = tuple[int | None, ...]
"""Axis lengths; None is a length that is known only with the data, such as that of the batch axis."""
