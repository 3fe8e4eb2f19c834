"""``get``, ``serialize`` and ``deserialize`` as each of Keras's packages has them, written once for every kind."""

from typing import Any

from engine.ranges import OfKind


def get(kind: str, identifier: Any) -> Any:
    """The object that a name, a config, a class, a function or an object stands for; None stays None.

    Raises a ProblemError for a name that is not known, with a close one as a hint.
    """
    return OfKind(kind=kind, optional=True).convert("identifier", identifier)


def serialize(instance: Any) -> dict[str, Any]:
    """``{"class_name": …, "config": …}``, from which :func:`deserialize` makes an equal object."""
    return {"class_name": type(instance).__name__, "config": instance.get_config()}


def deserialize(kind: str, config: Any) -> Any:
    """What :func:`serialize` wrote, or a name, as an object."""
    return get(kind, config)
