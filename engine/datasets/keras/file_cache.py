"""Keras's cache of downloaded data files: find a file in it, or download the file into it.

The cache is ``$KERAS_HOME/datasets``, else ``~/.keras/datasets``; where that is not writable, ``.keras/datasets`` in
the system's temporary folder. Source: Keras 3, ``utils.get_file``.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from engine.datasets.downloader import Check, Progress, download, failure_reason
from engine.errors import ProblemError, fail
from engine.utils.get_file import first_writable_folder

BASE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
BASE_VARIABLE = "KERAS_BLOCKS_DATASETS_URL"
"""Environment variable with the address of a mirror, such as a school's own server."""


def download_url(name: str) -> str:
    """The URL to download a file from; if a mirror is set, it is the file's URL on the mirror.

    name: the name of a file on Keras's server, or a full URL.
    """
    mirror = os.environ.get(BASE_VARIABLE)
    if "://" in name:  # not on Keras's server: a mirror has it under the last part of its path
        return name if not mirror else mirror.rstrip("/") + "/" + name.rpartition("/")[2]
    return (mirror or BASE).rstrip("/") + "/" + name


def cache_folders(subfolder: str) -> Iterator[Path]:
    """The folders that may hold a file: first in Keras's cache, then in the system's temporary folder."""
    yield Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets" / subfolder
    yield Path(tempfile.gettempdir()) / ".keras" / "datasets" / subfolder


def find_file(name: str, check: Check, subfolder: str = "") -> Path | None:
    """The file in the cache if it exists and passes the check; uses no network."""
    for folder in cache_folders(subfolder):
        path = folder / name
        try:
            if path.is_file():
                check(path)
                return path
        except (ProblemError, OSError):
            continue
    return None


def check_hash(path: Path, sha256: str) -> None:
    """Raise a ProblemError with code ``file_changed`` unless the file has this SHA-256."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise fail("file_changed", file=path.name)


def fetch(source: str, name: str, check: Check, *, stand_in: str, subfolder: str = "",
          progress: Progress | None = None) -> Path:
    """Return the file from the cache, else download it; a file that fails the check is downloaded again, as in Keras.

    source: file name on Keras's server, or a full URL. name: file name in the cache. check: validates a file.
    stand_in: name of the data set that the error suggests instead. subfolder: of the cache folder. Raises a
    ProblemError with code ``download_failed``, whose ``reason`` and ``detail`` come from
    :func:`engine.datasets.downloader.failure_reason`.
    """
    cached = find_file(name, check, subfolder)
    if cached is not None:
        return cached
    url = download_url(source)
    folder = first_writable_folder(cache_folders(subfolder))
    try:
        download(url, folder / name, check, progress)
    except (OSError, ProblemError, ValueError) as error:  # every exception of requests is an OSError
        reason, detail = failure_reason(error)
        raise fail(
            "download_failed", url=url, folder=str(folder), reason=reason, detail=detail, stand_in=stand_in
        ) from error
    return folder / name


def fetch_keras_file(name: str, path: str, sha256: str, stand_in: str, progress: Progress | None = None) -> Path:
    """The path of a file of Keras's server, checked by its hash; it is downloaded if it is not in the cache.

    name: its file name on the server. path: its file name in the cache; an absolute path is returned unchanged.
    Raises the error of :func:`fetch`.
    """
    if Path(path).is_absolute():
        return Path(path)
    check = partial(check_hash, sha256=sha256)
    return fetch(name, path, check, stand_in=stand_in, progress=progress)


def is_cached(name: str, sha256: str) -> bool:
    """Whether a file with this hash is in the cache."""
    return find_file(name, partial(check_hash, sha256=sha256)) is not None
