"""Brings a file of Keras's data sets into Keras's own cache folder, or finds it there.

Keras keeps them in ``$KERAS_HOME/datasets``, else ``~/.keras/datasets``; where that cannot be written, in
``.keras/datasets`` of the folder for temporary files. Source: Keras 3, ``utils.get_file``.
"""

import hashlib
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import final
from urllib.parse import urlsplit

import pooch
import requests
from tqdm import tqdm

from engine.errors import ProblemError, fail

BASE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
BASE_VARIABLE = "KERAS_BLOCKS_DATASETS_URL"
"""Names another place to download from: a school's own server, or a test's."""

TIMEOUT = (3.0, 10.0)
"""Seconds to wait for a connection, and for the next bytes."""

MAX_BYTES = 200_000_000
CHUNK = 65_536

Progress = Callable[[int, int], None]
"""Called with the bytes so far and in all (0 if the server does not say)."""

Check = Callable[[Path], object]
"""Raises a ProblemError if the file is not what it should be."""


def url_of(name: str) -> str:
    """Where a file is downloaded from."""
    base = os.environ.get(BASE_VARIABLE)
    if "://" in name:  # not on Keras's own server; another place has the file by its last name
        return name if not base else base.rstrip("/") + "/" + name.rpartition("/")[2]
    return (base or BASE).rstrip("/") + "/" + name


def folders(below: str) -> Iterator[Path]:
    """Where a file may lie: the folder of Keras first, then the one for temporary files."""
    yield Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets" / below
    yield Path(tempfile.gettempdir()) / ".keras" / "datasets" / below


def found(name: str, check: Check, below: str = "") -> Path | None:
    """The file in the cache, if it is there and passes the check; no network."""
    for folder in folders(below):
        path = folder / name
        try:
            if path.is_file():
                check(path)
                return path
        except (ProblemError, OSError):
            continue
    return None


def require_hash(path: Path, sha256: str) -> None:
    """Raises file_changed unless the file has that SHA-256."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise fail("file_changed", file=path.name)


def fetched(source: str, name: str, check: Check, *, stand_in: str, below: str = "",
            progress: Progress | None = None) -> Path:
    """The file from the cache, else downloaded into it; a file that fails the check is downloaded again, as in Keras.

    source: name of the file on Keras's server, or its whole address. name: in the cache. stand_in: the embedded set to
    name on failure. Raises download_failed, with ``reason`` as :func:`reason_of` gives it.
    """
    cached = found(name, check, below)
    if cached is not None:
        return cached
    url = url_of(source)
    folder = _writable_folder(below)
    try:
        download(url, folder / name, check, progress)
    except (OSError, ProblemError, ValueError) as error:  # every failure of requests is an OSError
        reason, detail = reason_of(error)
        raise fail(
            "download_failed", url=url, folder=str(folder), reason=reason, detail=detail, stand_in=stand_in
        ) from error
    return folder / name


def of_keras(name: str, path: str, sha256: str, stand_in: str, progress: Progress | None = None) -> Path:
    """A file of Keras's server with its hash, in the cache under the name ``path``; of an absolute path, that file."""
    if Path(path).is_absolute():
        return Path(path)
    check = partial(require_hash, sha256=sha256)
    return fetched(name, path, check, stand_in=stand_in, progress=progress)


def here(name: str, sha256: str) -> bool:
    """Whether a file with that hash is in the cache."""
    return found(name, partial(require_hash, sha256=sha256)) is not None


def _writable_folder(below: str) -> Path:
    """The first of the folders that can be made and written; the last one if none can."""
    for folder in folders(below):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return folder


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


def reason_of(error: Exception) -> tuple[str, str]:
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
