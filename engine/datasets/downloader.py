"""Download a file over HTTP with pooch: timeouts, a size limit, progress, and the reason of a failure."""

import os
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import final
from urllib.parse import urlsplit

import pooch
import requests
from tqdm import tqdm

from engine.errors import ProblemError, fail

TIMEOUT = (3.0, 10.0)
"""Seconds to wait for a connection, and for the next bytes."""

MAX_BYTES = 200_000_000
CHUNK = 65_536

Progress = Callable[[int, int], None]
"""Called with the bytes received so far and the total (0 if the server does not announce it)."""

Check = Callable[[Path], object]
"""Raises a ProblemError if the file is not valid."""


def download(url: str, target: Path, check: Check, progress: Progress | None) -> None:
    """Into a temporary file beside the target first: a broken download never takes the target's place."""
    if not requests.utils.get_environ_proxies(url):
        _require_known_host(urlsplit(url).hostname or "")
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    os.close(handle)
    bar = Bar(target.name, progress)
    answers: list[requests.Response] = []  # pooch leaves them open when something fails
    keep = {"response": lambda answer, **_: answers.append(answer)}
    try:
        pooch.HTTPDownloader(progressbar=bar, chunk_size=CHUNK, timeout=TIMEOUT, hooks=keep)(url, temporary, None)
        check(Path(temporary))
        os.replace(temporary, target)
    finally:
        bar.close()
        for answer in answers:
            answer.close()
        Path(temporary).unlink(missing_ok=True)


def _require_known_host(host: str) -> None:
    """Raises requests.ConnectTimeout if the name is not looked up in time: no time-out of requests covers that."""
    search = Thread(target=_look_up, args=(host,), daemon=True)
    search.start()
    search.join(TIMEOUT[0])
    if search.is_alive():
        raise requests.ConnectTimeout(f"the name {host} is not found in time")


def _look_up(host: str) -> None:
    with suppress(OSError, UnicodeError):  # requests meets the same error and words it
        socket.getaddrinfo(host, None)


def failure_reason(error: Exception) -> tuple[str, str]:
    """Why a download failed: a word that an interface can translate, and the words of the error."""
    match error:
        case ProblemError():
            found = (error.problem.code, str(error))
        case requests.HTTPError():
            found = ("http_status", f"HTTP status {error.response.status_code if error.response is not None else 0}")
        case requests.exceptions.ChunkedEncodingError():
            found = ("cut_off", "the connection was cut off")
        case requests.Timeout():
            found = ("timeout", "no answer in time")
        case requests.ConnectionError() if "timed out" in str(error):  # while the file is coming
            found = ("timeout", "the answer stopped")
        case requests.ConnectionError():
            found = ("no_connection", "no connection")
        case requests.RequestException() | ValueError():
            found = ("no_connection", str(error))
        case _:
            found = ("disk", str(error))
    return found


@final
class Bar:
    """The progress bar that pooch drives: a line of tqdm on the terminal, or a caller's own function.

    pooch sets ``total`` (bytes), calls ``update`` for each chunk, and in the end ``reset``, ``update``, ``close``.
    """

    def __init__(self, name: str, progress: Progress | None) -> None:
        self.done = 0
        self.line = tqdm(desc=name, unit="B", unit_scale=True, ncols=79, disable=progress is not None)
        self.progress = progress

    @property
    def total(self) -> int:
        """The bytes that the server announced."""
        return int(self.line.total or 0)

    @total.setter
    def total(self, total: int) -> None:
        self.line.total = total
        self._limit(total)

    def update(self, count: int) -> None:
        """So many bytes more; raises too_many_bytes, so that an endless answer ends."""
        self.done += count
        self._limit(self.done)
        self.line.update(count)
        if self.progress is not None:
            self.progress(min(self.done, self.total) if self.total else self.done, self.total)

    def reset(self) -> None:
        """Back to nothing: pooch corrects what it counted by whole chunks."""
        self.done = 0
        self.line.reset()

    def close(self) -> None:
        """Leave the line as it is."""
        self.line.close()

    def _limit(self, count: int) -> None:
        if count > MAX_BYTES + CHUNK:
            raise fail("too_many_bytes", size=count, limit=MAX_BYTES)
