"""Ctrl-C at a moment when it does no harm.

Numba cannot be used any more if its import is interrupted, and a batch whose threads or update are interrupted leaves
weights that are half new. Such work runs ``with uninterrupted``: a SIGINT that arrives meanwhile raises
KeyboardInterrupt at the end of the block, and a second one at once.
"""

import signal
from threading import get_ident, main_thread
from types import FrameType
from typing import Any, final

MAIN_THREAD = main_thread().ident


@final
class Uninterrupted:
    """A context manager that defers SIGINT; may be nested. Nothing happens in other threads than the main one.

    Only handlers written in Python, such as Python's own, are deferred: others may end the process.
    """

    def __init__(self) -> None:
        self.depth, self.holds = 0, 0
        self.is_pending = False
        self.previous: Any = None

    def __enter__(self) -> None:
        if get_ident() != MAIN_THREAD:
            return
        if self.depth == 0:
            self.is_pending = False
            if not self.holds:
                self.install()
        self.depth += 1

    def __exit__(self, *_: Any) -> None:
        if get_ident() != MAIN_THREAD:
            return
        self.depth -= 1
        if self.depth == 0:
            if not self.holds:
                self.restore()
            if self.is_pending:
                self.is_pending = False
                self.previous(signal.SIGINT, None)

    def handle(self, signum: int, frame: FrameType | None) -> None:
        """The handler of SIGINT."""
        if self.depth and not self.is_pending:
            self.is_pending = True
        else:
            self.is_pending = False
            self.previous(signum, frame)

    def install(self) -> None:
        """Replace a handler of Python by :meth:`handle`."""
        current = signal.getsignal(signal.SIGINT)
        if callable(current) and current != self.handle:
            self.previous = current
            signal.signal(signal.SIGINT, self.handle)

    def restore(self) -> None:
        """Undo :meth:`install`."""
        if signal.getsignal(signal.SIGINT) == self.handle:
            signal.signal(signal.SIGINT, self.previous)


@final
class InterruptHandler:
    """Keeps the handler installed, so that ``with uninterrupted`` costs less than a microsecond inside the block."""

    def __init__(self, deferral: Uninterrupted) -> None:
        self.deferral = deferral

    def __enter__(self) -> None:
        if get_ident() == MAIN_THREAD:
            self.deferral.holds += 1
            self.deferral.install()

    def __exit__(self, *_: Any) -> None:
        if get_ident() == MAIN_THREAD:
            self.deferral.holds -= 1
            if not self.deferral.holds and not self.deferral.depth:
                self.deferral.restore()


uninterrupted = Uninterrupted()
interrupt_handler = InterruptHandler(uninterrupted)
