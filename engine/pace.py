"""Whether several threads are quicker than one: that is tried, since it depends on the machine, and on the moment.

What takes a tenth of a millisecond is worth sharing where each thread has a core of its own. Where two processors are
the halves of one core, as on many rented machines, or where another program has taken one of them, two threads that
wait for each other may well take longer than one.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from time import perf_counter
from typing import Any, TypeVar, final

from engine.threads import hands, together

T = TypeVar("T")
SURE = 20_000_000
"""Multiplications from which on several threads are always worth it."""
AGAIN = 128
"""Once in so many calls the way that took longer is tried anew: twice, because at first its numbers lie with another
core, and only the second call counts."""
SLOWLY = 8
"""How many calls it takes for a time to follow a change, about."""


@final
class Pace:
    """How long a kind of work takes: ``[alone, together]``, in seconds, 0 where that is not known yet."""

    def __init__(self) -> None:
        self.calls, self.seconds = 0, [0.0, 0.0]

    def run(self, count: int, work: Callable[[Any], T]) -> T:
        """:func:`engine.threads.together`, or alone where that is quicker."""
        self.calls += 1
        alone, shared = self.seconds
        trial = self.calls % AGAIN
        several = (shared <= alone) != (trial in (0, 1))
        began = perf_counter()
        found = together(count if several else 1, work)
        self._learn(several, perf_counter() - began, trial)
        return found

    def _learn(self, several: bool, took: float, trial: int) -> None:
        """Remember what a call took."""
        known = self.seconds[several]
        if trial == 1 or not known:
            self.seconds[several] = took
        elif trial:
            self.seconds[several] += (took - known) / SLOWLY


@lru_cache(256)
def pace_of(kind: Hashable) -> Pace:
    """What is known of a kind of work."""
    return Pace()


def at_best_pace(kind: Hashable, products: int, work: Callable[[Any], T]) -> T:
    """``work(team)`` by as many threads as are quickest, for what takes so many multiplications.

    Only for work that comes to the same, to the bit, whoever does it.
    """
    count = hands(products)
    if count == 1 or products >= SURE:
        return together(count, work)
    return pace_of(kind).run(count, work)
