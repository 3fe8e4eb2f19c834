"""Extract chosen files of a ``.tar.gz`` archive and ignore everything else in it."""

import os
import tarfile
import tempfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from engine.errors import ProblemError, fail

MAX_FILE_BYTES = 200_000_000
MAX_ENTRIES = 100
CHUNK = 1 << 20


def extract_members(archive: Path, names: Collection[str], folder: Path) -> None:
    """Write the members with these names, which must be regular files, below a folder.

    Paths come from ``names``, never from the archive. Raises a ProblemError with code ``bad_archive`` if the
    archive is damaged, lacks one of these members or is above the limits.
    """
    missing = set(names)
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for count, member in enumerate(tar):
                if count >= MAX_ENTRIES or member.size > MAX_FILE_BYTES:
                    raise fail("bad_archive", file=archive.name, detail="it holds more than it should")
                if member.name in missing and member.isreg():
                    _write(tar, member, folder / PurePosixPath(member.name))
                    missing.discard(member.name)
                if not missing:
                    return
    except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
        if isinstance(error, ProblemError):
            raise
        raise fail("bad_archive", file=archive.name, detail=f"{type(error).__name__}: {error}") from error
    raise fail("bad_archive", file=archive.name, detail=f"it does not hold {sorted(missing)[0]}")


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write into a temporary file and rename it, so that no incomplete file bears the final name."""
    source = tar.extractfile(member)
    assert source is not None
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    try:
        with os.fdopen(handle, "wb") as file:
            while chunk := source.read(CHUNK):
                file.write(chunk)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
