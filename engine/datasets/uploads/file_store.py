"""Keeps learners' files by the hash of what is in them, in one folder that the server and its workers read."""

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_dir

from engine.errors import fail

FOLDER_VARIABLE = "KERAS_BLOCKS_UPLOADS"
"""Names another folder: one that several servers share, or a test's."""

MAX_FILE = 50_000_000
MAX_TOTAL = 1_000_000_000
"""Bytes of one file, and of all; beyond that the files that were used longest ago go."""

KEY = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    """Where the files lie, be it there or not."""
    given = os.environ.get(FOLDER_VARIABLE)
    return Path(given).expanduser() if given else Path(user_data_dir("keras-blocks", appauthor=False)) / "uploads"


def keep(data: bytes) -> str:
    """Keep a file; its key is the SHA-256 of its bytes. Raises csv_too_large and upload_not_kept."""
    if len(data) > MAX_FILE:
        raise fail("csv_too_large", size=len(data), limit=MAX_FILE)
    key = sha256(data).hexdigest()
    try:
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(place / key, data)
        _make_room(place, key)
    except OSError as error:
        raise fail("upload_not_kept", detail=error.strerror or str(error)) from error
    return key


def present(key: object) -> bool:
    """Whether a file of that key is kept; what is no key names no file."""
    path = _path(key)
    return path is not None and path.is_file()


def kept(key: object) -> bytes:
    """The bytes of a file; raises upload_missing where it is gone, or is no longer what it was."""
    path = _path(key)
    try:
        if path is not None and path.stat().st_size <= MAX_FILE:
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
    """Into a temporary file beside it first: a reader finds the whole file or none."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _make_room(place: Path, newest: str) -> None:
    """Drop the files that were used longest ago until the rest is within the limit; never the newest."""
    found = [(path.stat(), path) for path in place.iterdir() if KEY.fullmatch(path.name)]
    total = sum(status.st_size for status, _ in found)
    for status, path in sorted(found, key=lambda each: each[0].st_mtime):
        if total > MAX_TOTAL and path.name != newest:
            path.unlink(missing_ok=True)
            total -= status.st_size
