"""The containers in which Keras accepts the only input, the only output and its weights: a list or dict of one."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.errors import fail


def only_array(name: str, value: Any, input_name: str | None = None) -> Any:
    """Take an array out of a list, tuple or dict of one; raise a ProblemError for other containers.

    name: the argument. input_name: that of the Input, the only key that a dict may have. As in Keras, plain lists of
    numbers are not accepted, but lists of strings are.
    """
    while isinstance(value, list | tuple) and len(value) == 1 and is_array(value[0]):
        value = value[0]
    if isinstance(value, Mapping):
        return _only_value(name, value, input_name)
    if isinstance(value, list | tuple) and value and all(is_array(part) for part in value):
        raise fail("several_inputs" if name == "x" else "one_array_expected", name, name=name, count=len(value))
    if isinstance(value, list | tuple | range | set) and not _begins_with_text(value):
        raise fail("plain_numbers", name, name=name, value=type(value).__name__)
    return value


def is_array(value: Any) -> bool:
    """Whether a value is an array, a table, or a container of one."""
    if isinstance(value, list | tuple):
        return len(value) == 1 and is_array(value[0])
    return isinstance(value, Mapping) or (hasattr(value, "__array__") and np.ndim(value) > 0)


def _only_value(name: str, value: Mapping[str, Any], input_name: str | None) -> Any:
    if input_name is not None and list(value) == [input_name]:
        return only_array(name, value[input_name])
    hint = "" if input_name is None else f" A dict must have the name of the Input as its only key, {input_name!r}."
    raise fail("dict_of_arrays", name, name=name, keys=", ".join(map(repr, value)), hint=hint)


def _begins_with_text(values: Any) -> bool:
    while isinstance(values, list | tuple) and values:
        values = values[0]
    return isinstance(values, str | bytes)
