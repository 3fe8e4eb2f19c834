"""Constraints: rules that weights obey after every update."""

from typing import Any

ALL: tuple[type[Any], ...] = ()
