"""What is heavy to draw, piece by piece with the ticks of the clock: while the event loop draws, it serves nobody."""

import logging
from collections.abc import Iterator
from time import monotonic
from typing import final

BUDGET = 0.006
"""Seconds after which no further piece is begun in a tick: none of those that take long follows another."""
CROWDED = 0.015
"""Seconds that the rest of a tick takes where the pieces had better wait for the next one."""

log = logging.getLogger(__name__)


@final
class Work:
    """Pieces that wait for the clock, by name. What was begun first is ended first.

    A piece is what an iterator does between two ``yield``: it should take less than 30 ms.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Iterator[None]] = {}
        self._stood_back = False

    def begin(self, name: str, pieces: Iterator[None]) -> None:
        """Do this from the next tick on, instead of what bears that name."""
        self._waiting[name] = pieces

    def busy(self, name: str) -> bool:
        """Whether something of that name is not done yet."""
        return name in self._waiting

    def go_on(self, spent: float = 0.0) -> None:
        """Do one piece, and more while there is time; or stand back, but not twice. Called by the clock alone.

        spent: seconds of the tick until now.
        """
        self._stood_back = spent > CROWDED and not self._stood_back
        if self._stood_back:
            return
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
