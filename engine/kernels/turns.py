"""Whose turn it is to compile a kernel, where several processes want it: the others wait, and read what it made.

The system keeps a lock on one byte of a file for each kernel, and opens it when the process ends, however it ends.
Where there are no such locks, each process compiles for itself.
"""

import os
from contextlib import suppress
from functools import cache
from time import monotonic, sleep
from typing import final
from zlib import crc32

try:
    import fcntl
except ImportError:  # Windows
    LOCKS = False
else:
    LOCKS = True

PATIENCE = 30.0
"""Seconds after which one no longer waits."""
LOOK = 0.01
"""Seconds from one look to the next."""


@final
class Turn:
    """The turn to compile the kernel of that name for the cache in that folder."""

    def __init__(self, folder: str, name: str) -> None:
        self.folder, self.place = folder, crc32(name.encode())

    def wait(self) -> bool:
        """Take the turn; whether somebody else had it meanwhile."""
        begun, waited = monotonic(), False
        while not self._taken() and monotonic() - begun < PATIENCE:
            waited = True
            sleep(LOOK)
        return waited

    def leave(self) -> None:
        """Let others have it."""
        if LOCKS:
            with suppress(OSError):
                fcntl.lockf(opened(self.folder), fcntl.LOCK_UN, 1, self.place)

    def _taken(self) -> bool:
        """Whether this process has it now; yes where nobody can know."""
        if not LOCKS:
            return True
        try:
            fcntl.lockf(opened(self.folder), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, self.place)
        except (BlockingIOError, PermissionError):
            return not os.access(self.folder, os.W_OK)
        except OSError:  # no folder, or one that cannot be written, or locked
            return True
        return True


@cache
def opened(folder: str) -> int:
    """The file with the locks. It stays open: to close it would open all locks."""
    os.makedirs(folder, exist_ok=True)
    return os.open(os.path.join(folder, "turns.lock"), os.O_RDWR | os.O_CREAT, 0o600)
