"""How often a callback saves: after every epoch, or after so many batches."""

from typing import Any, final

from engine.errors import fail


@final
class SaveFreq:
    """``"epoch"`` or a number of batches, with the batches counted since the last time."""

    def __init__(self, save_freq: Any) -> None:
        if save_freq != "epoch" and (isinstance(save_freq, bool) or not isinstance(save_freq, int)):
            raise fail("not_a_frequency", "save_freq", argument="save_freq", value=save_freq)
        self.every: int | None = None if save_freq == "epoch" else save_freq
        self.seen = 0

    def is_due(self) -> bool:
        """Count one batch; whether it is the one to save after."""
        if self.every is None:
            return False
        self.seen += 1
        if self.seen < self.every:
            return False
        self.seen = 0
        return True
