"""Models: layers put together."""

from engine.models.sequential import Sequential

__all__ = ["Sequential"]
