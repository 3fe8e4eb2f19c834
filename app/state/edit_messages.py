"""Reads an edit of the workshop: an operation with its arguments. Anything else that a browser sends is no edit."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

MAX_DEPTH = 30
"""Levels of lists and tables within a message; a wrapped layer takes two."""

Check = Callable[[Any, int], bool]
"""Whether an argument can be meant, where the stack has so many bricks."""


def read_edit(message: Mapping[str, Any], bricks: int) -> tuple[str, dict[str, Any]] | None:
    """The operation and its arguments, or None for a message that is no edit of a stack of so many bricks."""
    arguments = dict(message)
    operation = arguments.pop("op", None)
    if not isinstance(operation, str) or operation not in ARGUMENTS or not _is_shallow(message):
        return None
    checks = ARGUMENTS[operation]
    missing = checks.keys() - arguments.keys() - OPTIONAL
    if missing or not all(name in checks and checks[name](value, bricks) for name, value in arguments.items()):
        return None
    return operation, arguments


def _is_shallow(value: Any, levels: int = MAX_DEPTH) -> bool:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return levels > 0 and all(_is_shallow(each, levels - 1) for each in inner)


def _is_integer(value: Any, bricks: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_brick(value: Any, bricks: int) -> bool:
    """Whether it is the index of a brick that is there; Python would count negative ones from the end."""
    return _is_integer(value, bricks) and 0 <= value < bricks


def _is_brick_or_none(value: Any, bricks: int) -> bool:
    return _is_integer(value, bricks) and value < bricks


def _is_text(value: Any, bricks: int) -> bool:
    return isinstance(value, str)


def _is_config(value: Any, bricks: int) -> bool:
    return value is None or isinstance(value, Mapping)


def _is_anything(value: Any, bricks: int) -> bool:
    return True


def _are_layers(value: Any, bricks: int) -> bool:
    """Whether it is a list of ``{"class_name", "config"}``, as the clipboard holds it."""
    return isinstance(value, Sequence) and not isinstance(value, str) and all(
        isinstance(each, Mapping) and isinstance(each.get("class_name"), str)
        and isinstance(each.get("config", {}), Mapping) for each in value)


ARGUMENTS: Mapping[str, Mapping[str, Check]] = {
    "add": {"class_name": _is_text, "index": _is_integer, "config": _is_config},
    "remove": {"index": _is_brick},
    "move": {"source": _is_brick, "target": _is_brick},
    "set": {"index": _is_brick, "name": _is_text, "value": _is_anything},
    "paste": {"index": _is_integer, "bricks": _are_layers},
    "repair": {"index": _is_integer},
    "undo": {},
    "redo": {},
    "select": {"index": _is_brick_or_none},
    "flip": {},
}
OPTIONAL = {"config"}
