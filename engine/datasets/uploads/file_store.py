"""Content-addressed store of uploaded files, in a folder that the server and its workers share."""

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_dir

from engine.errors import fail

FOLDER_VARIABLE = "KERAS_BLOCKS_UPLOADS"
"""Environment variable with the path of the store's folder, for example one that several servers share."""

MAX_FILE_BYTES = 50_000_000
MAX_TOTAL_BYTES = 1_000_000_000
"""Limit for all files together; above it the least recently used files are deleted."""

KEY = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    """The folder of the store, whether it exists or not."""
    override = os.environ.get(FOLDER_VARIABLE)
    return Path(override).expanduser() if override else Path(user_data_dir("keras-blocks", appauthor=False)) / "uploads"


def save(data: bytes) -> str:
    """Save a file and return its key, the SHA-256 of its bytes.

    Raises a ProblemError with code ``csv_too_large`` if it is over the limit, and with code ``upload_not_kept`` if it
    cannot be written.
    """
    if len(data) > MAX_FILE_BYTES:
        raise fail("csv_too_large", size=len(data), limit=MAX_FILE_BYTES)
    key = sha256(data).hexdigest()
    try:
        store = folder()
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(store / key, data)
        _evict(store, key)
    except OSError as error:
        raise fail("upload_not_kept", detail=error.strerror or str(error)) from error
    return key


def exists(key: object) -> bool:
    """Whether the store has a file with this key; False for anything that is not a key."""
    path = _path(key)
    return path is not None and path.is_file()


def load(key: object) -> bytes:
    """The bytes of a file. Raises a ProblemError with code ``upload_missing`` if it is deleted or damaged."""
    path = _path(key)
    try:
        if path is not None and path.stat().st_size <= MAX_FILE_BYTES:
            data = path.read_bytes()
            if sha256(data).hexdigest() == key:
                os.utime(path)
                return data
    except OSError:
        pass
    raise fail("upload_missing")


def _path(key: object) -> Path | None:
    return folder() / key if isinstance(key, str) and KEY.fullmatch(key) else None


def _write(path: Path, data: bytes) -> None:
    """Write into a temporary file and rename it, so that readers never see an incomplete file."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _evict(store: Path, newest: str) -> None:
    """Delete the least recently used files until the rest is within the limit; never the newest."""
    files = [(path.stat(), path) for path in store.iterdir() if KEY.fullmatch(path.name)]
    total = sum(status.st_size for status, _ in files)
    for status, path in sorted(files, key=lambda each: each[0].st_mtime):
        if total > MAX_TOTAL_BYTES and path.name != newest:
            path.unlink(missing_ok=True)
            total -= status.st_size
