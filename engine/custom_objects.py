"""Custom objects by name: a saved config holds only names, so that no code is run when it is read."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, final

T = TypeVar("T")

_registered: dict[str, Any] = {}
_names: dict[Any, str] = {}
_scoped: ContextVar[Mapping[str, Any]] = ContextVar("custom objects", default={})  # noqa: B039  (never changed)


def find(name: object) -> Any:
    """The custom object of that name, or None; objects of a scope take precedence over registered ones.

    ``Custom>name``, as Keras writes a registered object, is also found as ``name``.
    """
    for table in (_scoped.get(), _registered):
        for key in (name, str(name).rpartition(">")[2]):
            if isinstance(key, str) and key in table:
                return table[key]
    return None


def get_custom_objects() -> dict[str, Any]:
    """The dict of globally registered objects; it may be updated."""
    return _registered


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[T], T]:
    """Decorator: register a class or function as ``package>name``, so that files that name it can be read."""

    def register(custom: T) -> T:
        full = f"{package}>{name or getattr(custom, '__name__', type(custom).__name__)}"
        _registered[full] = _registered[full.rpartition(">")[2]] = custom
        _names[custom] = full
        return custom

    return register


def get_registered_name(obj: Any) -> Any:
    """``package>name`` of a registered object; the ``__name__`` of any other."""
    return _names.get(obj, getattr(obj, "__name__", obj))


def get_registered_object(name: str, custom_objects: Mapping[str, Any] | None = None,
                          module_objects: Mapping[str, Any] | None = None) -> Any:
    """The object of that name, registered or in one of the tables; None if there is none."""
    custom = find(name)
    for table in (custom_objects or {}, module_objects or {}):
        custom = table.get(name) if custom is None else custom
    return custom


@contextmanager
def scope(objects: Mapping[str, Any] | None) -> Iterator[None]:
    """Context manager: within it, these objects are found by name too."""
    token = _scoped.set({**_scoped.get(), **(objects or {})})
    try:
        yield
    finally:
        _scoped.reset(token)


@final
class CustomObjectScope:
    """``with custom_object_scope({"my_loss": my_loss}): …``, Keras's form of :func:`scope`."""

    def __init__(self, custom_objects: Mapping[str, Any] | None) -> None:
        self._scope = scope(custom_objects)

    def __enter__(self) -> "CustomObjectScope":
        self._scope.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._scope.__exit__(*error)


custom_object_scope = CustomObjectScope
