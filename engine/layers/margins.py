"""Margins: validates the edge sizes of Cropping2D and ZeroPadding2D."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

from engine.errors import fail
from engine.validators import Hyperparameter, Integers


@final
@dataclass(frozen=True)
class Margins(Hyperparameter):
    """Validator of the pixels at each edge of an image, ``((top, bottom), (left, right))``, each 0 … ``high``.

    Also accepts ``(rows, columns)`` with top = bottom = rows and left = right = columns, or one integer for all four.
    """

    high: int | None = None

    def check(self, name: str, value: Any) -> tuple[tuple[int, ...], ...]:
        ends = Integers(low=0, length=2, high=self.high)
        if isinstance(value, bool | str) or not isinstance(value, Sequence):
            value = (value, value)
        if len(value) != 2:
            raise fail("wrong_length", name, argument=name, length=2, value=value)
        return tuple(ends.check(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return [list(ends) for ends in value]

    def form(self) -> dict[str, Any]:
        return {**super().form(), "widget": "numbers"}
