"""Compiling with four hands: where nothing is compiled yet, a process beside this one begins with what training needs
last, while this one begins with what it needs first. What one has compiled the other reads from the cache."""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, final

ROOT = Path(__file__).parents[2]
CODE = "import sys; from engine.kernels.warm import warm_backwards; warm_backwards(sys.argv[1:])"
UNSEEN: dict[str, Any] = {
    **dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL),
    "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0)}

_expected: dict[str, bool] = {}
"""Parts of the kernels (:mod:`engine.kernels.warm`) that training needs, and whether somebody has gone for them."""
_helpers: list["Helper"] = []


@final
class Helper(subprocess.Popen[bytes]):
    """A process that may go on when this one has ended, without a warning."""

    def __del__(self) -> None:
        pass


def expect(parts: Iterable[str]) -> None:
    """Say what training is about to need. Where surely nothing is compiled, help comes while Numba is imported here."""
    new = [part for part in parts if part not in _expected]
    _expected.update(dict.fromkeys(new, False))
    if new and bare():
        begin()


def bare() -> bool:
    """Whether the folder that compiled kernels go to first is there for them, and holds none."""
    folder = ROOT / "engine" / "kernels"
    usual = not os.environ.get("NUMBA_CACHE_DIR") and os.access(folder, os.W_OK)
    return usual and not any((folder / "__pycache__").glob("*.nbi"))


def begin() -> None:
    """A kernel has to be compiled: send somebody for the rest that are expected."""
    parts = [part for part, sent in _expected.items() if not sent]
    _expected.update(dict.fromkeys(parts, True))
    if parts and sys.executable:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        with suppress(OSError):  # this process can compile all by itself
            command = [sys.executable, "-P", "-c", CODE, *parts]  # -P: nothing of the learner's own folder
            helper = Helper(command, env={**os.environ, "PYTHONPATH": path}, **UNSEEN)
            _helpers.append(helper)
            Thread(target=helper.wait, daemon=True).start()  # or it would stay in the system's list when it has ended
