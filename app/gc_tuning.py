"""Shorten garbage collections by freezing surviving objects. A full collection blocks the event loop: a page with its
charts has 26,000 objects, of which 2,500 are visited per millisecond."""

import gc
from collections.abc import Mapping
from typing import Any, final

FULL_COLLECTION_THRESHOLD = 3
"""Middle-generation collections per full one. Python's default is 10; full ones are short here."""
UNFREEZE_INTERVAL = 20
"""Every how many full collections the frozen objects are visited too. Until then at most 100 MB of garbage is kept: 20
closed pages of 5 MB."""


@final
class GcTuner:
    """Freezes the survivors of every full collection, so that the next one visits only newer objects.

    Frozen garbage is freed by a full collection while no page is open, or by every UNFREEZE_INTERVAL-th one.
    pages: number of open pages.
    """

    def __init__(self) -> None:
        self.pages = 0
        self._since = 0

    def begin(self) -> None:
        """Freeze the present objects and tune all later collections."""
        gc.set_threshold(*gc.get_threshold()[:2], FULL_COLLECTION_THRESHOLD)
        for _ in range(2):  # Python waits for a quarter of the last one's survivors: the second one has almost none
            gc.collect()
            gc.freeze()
        gc.callbacks.append(self.on_collection)

    def on_collection(self, phase: str, info: Mapping[str, Any]) -> None:
        """Callback of gc before and after each collection."""
        if info["generation"] < 2:
            return
        if phase == "stop":
            gc.freeze()
            return
        self._since += 1
        if not self.pages or self._since == UNFREEZE_INTERVAL:
            self._since = 0
            gc.unfreeze()
