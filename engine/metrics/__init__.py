"""Metrics: how good a model is, for people to read."""

from typing import Any

ALL: tuple[type[Any], ...] = ()
