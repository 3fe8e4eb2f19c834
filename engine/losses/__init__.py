"""Losses: how wrong predictions are."""

from typing import Any

ALL: tuple[type[Any], ...] = ()
