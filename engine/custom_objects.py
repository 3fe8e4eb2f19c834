"""Objects that a learner wrote, by name: a saved config holds names alone, so that reading it runs no code of it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, final

T = TypeVar("T")

_registered: dict[str, Any] = {}
_names: dict[Any, str] = {}
_scoped: ContextVar[Mapping[str, Any]] = ContextVar("custom objects", default={})  # noqa: B039  (never changed)


def find(name: object) -> Any:
    """The learner's object of that name, or None. Those of a scope come before those registered for good.

    ``Custom>name``, which Keras writes for what was registered, is found by the name alone too.
    """
    for known in (_scoped.get(), _registered):
        for key in (name, str(name).rpartition(">")[2]):
            if isinstance(key, str) and key in known:
                return known[key]
    return None


def get_custom_objects() -> dict[str, Any]:
    """The objects registered for good, to be looked at or updated."""
    return _registered


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[T], T]:
    """Decorator: makes a class or function known under ``package>name``, so that files which name it can be read."""

    def register(thing: T) -> T:
        full = f"{package}>{name or getattr(thing, '__name__', type(thing).__name__)}"
        _registered[full] = _registered[full.rpartition(">")[2]] = thing
        _names[thing] = full
        return thing

    return register


def get_registered_name(thing: Any) -> Any:
    """``package>name`` of what was registered; else its own name."""
    return _names.get(thing, getattr(thing, "__name__", thing))


def get_registered_object(name: str, custom_objects: Mapping[str, Any] | None = None,
                          module_objects: Mapping[str, Any] | None = None) -> Any:
    """The object with that name: registered, or in one of the tables; None where there is none."""
    found = find(name)
    for table in (custom_objects or {}, module_objects or {}):
        found = table.get(name) if found is None else found
    return found


@contextmanager
def scope(objects: Mapping[str, Any] | None) -> Iterator[None]:
    """While it lasts, these names are known too."""
    token = _scoped.set({**_scoped.get(), **(objects or {})})
    try:
        yield
    finally:
        _scoped.reset(token)


@final
class CustomObjectScope:
    """``with custom_object_scope({"my_loss": my_loss}): …``, Keras's spelling of :func:`scope`."""

    def __init__(self, custom_objects: Mapping[str, Any] | None) -> None:
        self._scope = scope(custom_objects)

    def __enter__(self) -> "CustomObjectScope":
        self._scope.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._scope.__exit__(*error)


custom_object_scope = CustomObjectScope
