"""Lambdas in saved configs: their code is written in Keras's form, and never run when a config is read.

Keras saves the byte code of a lambda and runs it again with ``safe_mode=False``. Here the code is only a key: reading
gives the lambda of this process that has the same code, and an error in a process that has none.
"""

import base64
import marshal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import FunctionType
from typing import Any
from weakref import WeakValueDictionary

from engine.errors import fail

_by_code: WeakValueDictionary[str, Any] = WeakValueDictionary()
_safe_mode: ContextVar[bool] = ContextVar("safe mode", default=True)


def is_lambda(value: Any) -> bool:
    """Whether a function has no name of its own."""
    return isinstance(value, FunctionType) and value.__name__ == "<lambda>"


def lambda_config(function: Callable[..., Any], key: str | None = None) -> dict[str, Any]:
    """A lambda in Keras's form; key: the entry of the config that holds its parts, as outside of a ``Lambda`` layer."""
    code = base64.b64encode(marshal.dumps(function.__code__)).decode("ascii")
    defaults = getattr(function, "__defaults__", None)
    closure = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    parts = [code, _plain(defaults), _plain(closure or None)]
    _by_code[_key(parts)] = function
    names = ("code", "defaults", "closure")
    return {"class_name": "__lambda__", "config": {key: parts} if key else dict(zip(names, parts, strict=True))}


def find_lambda(config: Mapping[str, Any], argument: str) -> Any:
    """The lambda of this process for a config. Raises a ProblemError in safe mode, and where there is none."""
    settings = config.get("config")
    settings = settings if isinstance(settings, Mapping) else {}
    value = settings.get("value")
    parts = value if isinstance(value, list) else [settings.get(name) for name in ("code", "defaults", "closure")]
    function = _by_code.get(_key(parts))
    if function is None:
        raise fail("lambda_in_file", argument)
    if _safe_mode.get():
        raise fail("lambda_in_safe_mode", argument, argument=argument)
    return function


@contextmanager
def safe_mode(value: bool) -> Iterator[None]:
    """Context manager: within it, lambdas of this process are accepted if ``value`` is False."""
    token = _safe_mode.set(bool(value) and _safe_mode.get())
    try:
        yield
    finally:
        _safe_mode.reset(token)


def enable_unsafe_deserialization() -> None:
    """Accept lambdas of this process from now on, as ``safe_mode=False`` does for one call."""
    _safe_mode.set(False)


def _key(parts: Any) -> str:
    """The parts as text; base64 may have line breaks in files of Keras."""
    return repr([part.replace("\n", "") if isinstance(part, str) else part for part in parts])


def _plain(values: Any) -> Any:
    """Values as JSON can hold them; others as their text."""
    if values is None:
        return None
    return [value if value is None or isinstance(value, bool | int | float | str) else repr(value) for value in values]
