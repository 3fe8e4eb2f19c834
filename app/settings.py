"""What the environment says of how the server runs; every setting has a default that suits a laptop."""

import os
from dataclasses import dataclass
from math import isfinite
from typing import final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from engine.datasets.uploads.file_store import MAX_FILE_BYTES

MEGABYTE = 1_000_000
MAX_WORKERS = 256
"""More processes than this are a slip of the keyboard."""


@final
@dataclass(frozen=True)
class Settings:
    """workers: processes that train. storage: SQLAlchemy URL of learners' notebooks. upload: bytes of a CSV at most.
    attempts: how often a slice is tried on new workers when one dies."""

    workers: int
    storage: str
    upload: int
    attempts: int = 3


def read_settings() -> Settings:
    """Settings from ``KERAS_BLOCKS_WORKERS``, ``KERAS_BLOCKS_STORAGE`` and ``KERAS_BLOCKS_UPLOAD_MB``; a ValueError
    that names the variable where one makes no sense."""
    cores = os.cpu_count() or 1
    return Settings(
        workers=_workers("KERAS_BLOCKS_WORKERS", default=max(1, min(cores, 8))),
        storage=_url("KERAS_BLOCKS_STORAGE"),
        upload=min(MAX_FILE_BYTES, int(_megabytes("KERAS_BLOCKS_UPLOAD_MB", default=5) * MEGABYTE)),
    )


def _workers(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MAX_WORKERS):
        raise ValueError(f"{name} must be a whole number from 1 to {MAX_WORKERS}. Received: {text!r}.")
    return int(text)


def _megabytes(name: str, default: float) -> float:
    text = os.environ.get(name, "").strip() or str(default)
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number) or number <= 0:
        raise ValueError(f"{name} must be a number of megabytes above 0. Received: {text!r}.")
    return number


def _url(name: str) -> str:
    text = os.environ.get(name, "").strip()
    try:
        if text:
            make_url(text).get_dialect()
    except (ArgumentError, ValueError):  # the URL itself may hold a password: it is not repeated
        raise ValueError(f"{name} must be an SQLAlchemy URL such as sqlite:////srv/notebooks.sqlite.") from None
    return text
