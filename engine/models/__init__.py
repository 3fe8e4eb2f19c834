"""Models: layers put together.

Sequential is imported when it is asked for: it stands above :mod:`engine.training`, and the networks below it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.models.sequential import Sequential as Sequential

__all__ = ["Sequential"]


def __getattr__(name: str) -> Any:
    if name == "Sequential":
        from engine.models.sequential import Sequential

        return Sequential
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
