"""Models: layers put together.

Sequential is imported when it is asked for: it stands above :mod:`engine.training`, and the networks below it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.models.model import Model as Model
    from engine.models.sequential import Sequential as Sequential

__all__ = ["Model", "Sequential"]


def __getattr__(name: str) -> Any:
    if name == "Sequential":
        from engine.models.sequential import Sequential

        return Sequential
    if name == "Model":
        from engine.models.model import Model

        return Model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
