"""What the environment says of how the server runs; every setting has a default that suits a laptop."""

import os
from dataclasses import dataclass
from typing import final

from engine.datasets.uploads import MAX_FILE

MEGABYTE = 1_000_000


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
    """Settings from ``KERAS_BLOCKS_WORKERS``, ``KERAS_BLOCKS_STORAGE`` and ``KERAS_BLOCKS_UPLOAD_MB``."""
    cores = os.cpu_count() or 1
    return Settings(
        workers=int(os.environ.get("KERAS_BLOCKS_WORKERS") or max(1, min(cores, 8))),
        storage=os.environ.get("KERAS_BLOCKS_STORAGE", ""),
        upload=min(MAX_FILE, int(float(os.environ.get("KERAS_BLOCKS_UPLOAD_MB") or 5) * MEGABYTE)),
    )
