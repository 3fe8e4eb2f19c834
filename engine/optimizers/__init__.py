"""Optimizers: rules that turn gradients into smaller losses."""

from typing import Any

ALL: tuple[type[Any], ...] = ()
