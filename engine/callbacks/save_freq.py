"""SaveFreq: the ``save_freq`` argument of callbacks."""

from typing import Any, final

from engine.errors import fail


@final
class SaveFreq:
    """``"epoch"`` or a number of batches, with a count of the batches since the last save."""

    def __init__(self, save_freq: Any) -> None:
        if save_freq != "epoch" and (isinstance(save_freq, bool) or not isinstance(save_freq, int)):
            raise fail("not_a_frequency", "save_freq", argument="save_freq", value=save_freq)
        self.every: int | None = None if save_freq == "epoch" else save_freq
        self.count = 0

    def is_due(self) -> bool:
        """Count one batch; return whether to save after it."""
        if self.every is None:
            return False
        self.count += 1
        if self.count < self.every:
            return False
        self.count = 0
        return True
