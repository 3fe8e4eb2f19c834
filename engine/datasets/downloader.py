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
"""A function that is called with the bytes received so far and the total (0 if the server does not announce it)."""

Check = Callable[[Path], object]
"""A function that raises a ProblemError if the file with this path is not valid."""


def download(url: str, target: Path, check: Check, progress: Progress | None) -> None:
    """Download into a temporary file and rename it when the check has passed, so that no broken file is left behind.

    progress: None prints a progress bar in the terminal instead. Raises the errors of requests and of the check.
    """
    if not requests.utils.get_environ_proxies(url):
        _require_resolvable_host(urlsplit(url).hostname or "")
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    os.close(handle)
    bar = DownloadBar(target.name, progress)
    responses: list[requests.Response] = []  # pooch leaves them open when something fails
    hooks = {"response": lambda response, **_: responses.append(response)}
    try:
        pooch.HTTPDownloader(progressbar=bar, chunk_size=CHUNK, timeout=TIMEOUT, hooks=hooks)(url, temporary, None)
        check(Path(temporary))
        os.replace(temporary, target)
    finally:
        bar.close()
        for response in responses:
            response.close()
        Path(temporary).unlink(missing_ok=True)


def _require_resolvable_host(host: str) -> None:
    """Raise requests.ConnectTimeout if DNS does not answer in time, which no timeout of requests covers."""
    thread = Thread(target=_look_up, args=(host,), daemon=True)
    thread.start()
    thread.join(TIMEOUT[0])
    if thread.is_alive():
        raise requests.ConnectTimeout(f"the name {host} is not found in time")


def _look_up(host: str) -> None:
    with suppress(OSError, UnicodeError):  # requests runs into the same error and reports it
        socket.getaddrinfo(host, None)


def failure_reason(error: Exception) -> tuple[str, str]:
    """``(reason, detail)`` of a failed download.

    reason: a code that an interface can translate, such as ``timeout``. detail: a message in English.
    """
    match error:
        case ProblemError():
            reason = (error.problem.code, str(error))
        case requests.HTTPError():
            reason = ("http_status", f"HTTP status {error.response.status_code if error.response is not None else 0}")
        case requests.exceptions.ChunkedEncodingError():
            reason = ("cut_off", "the connection was cut off")
        case requests.Timeout():
            reason = ("timeout", "no answer in time")
        case requests.ConnectionError() if "timed out" in str(error):  # in the middle of the file
            reason = ("timeout", "the answer stopped")
        case requests.ConnectionError():
            reason = ("no_connection", "no connection")
        case requests.RequestException() | ValueError():
            reason = ("no_connection", str(error))
        case _:
            reason = ("disk", str(error))
    return reason


@final
class DownloadBar:
    """The progress bar that pooch drives: a line of tqdm in the terminal, or a callback.

    pooch sets ``total`` (bytes), calls ``update`` for each chunk, and at the end ``reset``, ``update``, ``close``.
    """

    def __init__(self, name: str, progress: Progress | None) -> None:
        self.done = 0
        self.line = tqdm(desc=name, unit="B", unit_scale=True, ncols=79, disable=progress is not None)
        self.progress = progress

    @property
    def total(self) -> int:
        """The size that the server announced, in bytes."""
        return int(self.line.total or 0)

    @total.setter
    def total(self, total: int) -> None:
        self.line.total = total
        self._check_size(total)

    def update(self, count: int) -> None:
        """Add ``count`` bytes. Raises a ProblemError with code ``too_many_bytes`` if the download is over the limit."""
        self.done += count
        self._check_size(self.done)
        self.line.update(count)
        if self.progress is not None:
            self.progress(min(self.done, self.total) if self.total else self.done, self.total)

    def reset(self) -> None:
        """Set the count to 0. pooch counts each chunk as full, so at the end it resets the bar and adds the total."""
        self.done = 0
        self.line.reset()

    def close(self) -> None:
        """Keep the finished line in the terminal."""
        self.line.close()

    def _check_size(self, size: int) -> None:
        if size > MAX_BYTES + CHUNK:
            raise fail("too_many_bytes", size=size, limit=MAX_BYTES)
