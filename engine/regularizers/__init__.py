"""Regularizers: prices on large weights."""

from typing import Any

ALL: tuple[type[Any], ...] = ()
