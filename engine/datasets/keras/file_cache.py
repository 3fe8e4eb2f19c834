"""Brings a file of Keras's data sets into Keras's own cache folder, or finds it there.

Keras keeps them in ``$KERAS_HOME/datasets``, else ``~/.keras/datasets``; where that cannot be written, in
``.keras/datasets`` of the folder for temporary files. Source: Keras 3, ``utils.get_file``.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from engine.datasets.downloader import Check, Progress, download, failure_reason
from engine.errors import ProblemError, fail

BASE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
BASE_VARIABLE = "KERAS_BLOCKS_DATASETS_URL"
"""Names another place to download from: a school's own server, or a test's."""


def download_url(name: str) -> str:
    """Where a file is downloaded from."""
    base = os.environ.get(BASE_VARIABLE)
    if "://" in name:  # not on Keras's own server; another place has the file by its last name
        return name if not base else base.rstrip("/") + "/" + name.rpartition("/")[2]
    return (base or BASE).rstrip("/") + "/" + name


def cache_folders(below: str) -> Iterator[Path]:
    """Where a file may lie: the folder of Keras first, then the one for temporary files."""
    yield Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets" / below
    yield Path(tempfile.gettempdir()) / ".keras" / "datasets" / below


def find_file(name: str, check: Check, below: str = "") -> Path | None:
    """The file in the cache, if it is there and passes the check; no network."""
    for folder in cache_folders(below):
        path = folder / name
        try:
            if path.is_file():
                check(path)
                return path
        except (ProblemError, OSError):
            continue
    return None


def check_hash(path: Path, sha256: str) -> None:
    """Raises file_changed unless the file has that SHA-256."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise fail("file_changed", file=path.name)


def fetch(source: str, name: str, check: Check, *, stand_in: str, below: str = "",
            progress: Progress | None = None) -> Path:
    """The file from the cache, else downloaded into it; a file that fails the check is downloaded again, as in Keras.

    source: name of the file on Keras's server, or its whole address. name: in the cache. stand_in: the embedded set to
    name on failure. Raises download_failed, with ``reason`` as :func:`failure_reason` gives it.
    """
    cached = find_file(name, check, below)
    if cached is not None:
        return cached
    url = download_url(source)
    folder = _writable_folder(below)
    try:
        download(url, folder / name, check, progress)
    except (OSError, ProblemError, ValueError) as error:  # every failure of requests is an OSError
        reason, detail = failure_reason(error)
        raise fail(
            "download_failed", url=url, folder=str(folder), reason=reason, detail=detail, stand_in=stand_in
        ) from error
    return folder / name


def fetch_keras_file(name: str, path: str, sha256: str, stand_in: str, progress: Progress | None = None) -> Path:
    """A file of Keras's server with its hash, in the cache under the name ``path``; of an absolute path, that file."""
    if Path(path).is_absolute():
        return Path(path)
    check = partial(check_hash, sha256=sha256)
    return fetch(name, path, check, stand_in=stand_in, progress=progress)


def is_cached(name: str, sha256: str) -> bool:
    """Whether a file with that hash is in the cache."""
    return find_file(name, partial(check_hash, sha256=sha256)) is not None


def _writable_folder(below: str) -> Path:
    """The first of the folders that can be made and written; the last one if none can."""
    for folder in cache_folders(below):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return folder
