"""Downloads of data sets, one thread each: whoever asks for a set that is on its way watches the same download."""

import logging
from threading import Thread
from typing import final

from engine.datasets.dataset import Remote
from engine.errors import Problem, ProblemError

log = logging.getLogger(__name__)


@final
class Download:
    """A set on its way. received: bytes of all its files so far. over: whether it has ended; problem: why it failed."""

    def __init__(self, dataset: Remote) -> None:
        self.dataset = dataset
        self.received = 0
        self.over = False
        self.problem: Problem | None = None
        self._before = self._done = self._total = 0
        self._thread = Thread(target=self._run, name=f"download {dataset.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def share(self) -> float:
        """How much has come, 0 to 1."""
        return self.received / max(self.dataset.size, self.received, 1)

    def _run(self) -> None:
        try:
            self.dataset.download(self._progress)
        except ProblemError as error:
            self.problem = error.problem
        except Exception:
            log.exception("a download failed")
            self.problem = Problem(("data",), "data_failed")
        finally:
            self.over = True

    def _progress(self, done: int, total: int) -> None:
        """Called in the thread with the bytes of one file; another total, or fewer bytes, begin the next file."""
        if total != self._total or done < self._done:
            self._before += self._done
        self._done, self._total = done, total
        self.received = self._before + done


@final
class Downloads:
    """The downloads of a server. All methods are called on its event loop."""

    def __init__(self) -> None:
        self._started: dict[str, Download] = {}

    def running(self, name: str) -> Download | None:
        """The download of a set that is under way."""
        found = self._started.get(name)
        return None if found is None or found.over else found

    def start(self, dataset: Remote) -> Download:
        """Begin a download, or join the one that is under way."""
        found = self.running(dataset.name)
        if found is None:
            found = self._started[dataset.name] = Download(dataset)
            found.start()
        return found
