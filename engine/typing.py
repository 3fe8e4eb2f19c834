"""Types that are used throughout the engine."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
Logs = dict[str, float]
"""Values by name as in Keras's History: ``loss``, ``accuracy``, ``val_loss``, …"""
Shape = tuple[int | None, ...]
"""Axis lengths; ``None`` is an axis whose length is known only with the data, as the batch axis is."""
