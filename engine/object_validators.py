"""Ranges of hyperparameters that are objects, such as an initializer or a learning-rate schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real as RealNumber
from typing import Any, final

from engine import registry, serialization
from engine.errors import fail
from engine.validators import Hyperparameter, Real


@final
@dataclass(frozen=True)
class OfKind(Hyperparameter):
    """An object of a registered kind: an object, a name, a class, or a class name with a config."""

    kind: str = ""

    def convert(self, name: str, value: Any) -> Any:
        """As in Keras, no activation becomes the activation ``linear``; the configs still say None."""
        if value is None and self.optional and self.kind == "activation":
            return registry.lookup("activation", "linear")().as_default()
        return super().convert(name, value)

    def check(self, name: str, value: Any) -> Any:
        return serialization.resolve(self.kind, value, name)

    def plain(self, value: Any) -> Any:
        return None if getattr(value, "is_default", False) else serialization.short_config(self.kind, value)

    def saved(self, value: Any) -> Any:
        """The object in Keras's form; for an activation, None is saved as ``linear``."""
        if hasattr(value, "written_as"):
            value = registry.lookup(self.kind, value.written_as)()
        return "linear" if value is None and self.kind == "activation" else serialization.serialize(value)


@final
@dataclass(frozen=True)
class Rate(Hyperparameter):
    """A learning rate: a number of at least 0, or a schedule: an object or ``{"class_name": …}``."""

    def check(self, name: str, value: Any) -> Any:
        if isinstance(value, (Mapping, registry.base("schedule"))):
            return OfKind(kind="schedule").check(name, value)
        if getattr(value, "shape", None) == () and hasattr(value, "__float__"):  # the rate of another optimizer
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, RealNumber):
            raise fail("not_a_rate", name, argument=name, value=value)
        return Real(low=0).check(name, value)

    def plain(self, value: Any) -> Any:
        return OfKind(kind="schedule").plain(value) if isinstance(value, registry.base("schedule")) else float(value)

    def saved(self, value: Any) -> Any:
        return OfKind(kind="schedule").saved(value) if isinstance(value, registry.base("schedule")) else float(value)
