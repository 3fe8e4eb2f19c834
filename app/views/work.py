"""What is heavy to draw, piece by piece with the ticks of the clock: while the event loop draws, it serves nobody."""

import logging
from collections.abc import Iterator
from time import monotonic
from typing import final

BUDGET = 0.006
"""Seconds after which nothing more is done at once: none of the pieces that take long follows another in a tick."""

log = logging.getLogger(__name__)


@final
class Work:
    """Pieces that wait for the clock, by name. What was begun first is ended first.

    A piece is what an iterator does between two ``yield``: it should take less than 30 ms.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Iterator[None]] = {}

    def begin(self, name: str, pieces: Iterator[None]) -> None:
        """Do this from the next tick on, instead of what bears that name."""
        self._waiting[name] = pieces

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def busy(self, name: str) -> bool:
        """Whether something of that name is not done yet."""
        return name in self._waiting

    def go_on(self) -> None:
        """Do one piece, and more while there is time. Called by the clock alone."""
        began = monotonic()
        while self._waiting and monotonic() - began < BUDGET:
            name, pieces = next(iter(self._waiting.items()))
            try:
                next(pieces)
            except StopIteration:
                del self._waiting[name]
            except Exception:  # what cannot be drawn does not stop the rest
                log.exception("a part of the page could not be drawn")
                del self._waiting[name]
