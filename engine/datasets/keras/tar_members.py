"""Takes the files that are wanted out of a ``.tar.gz`` and leaves everything else in it alone."""

import os
import tarfile
import tempfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from engine.errors import ProblemError, fail

MAX_FILE = 200_000_000
MAX_ENTRIES = 100
CHUNK = 1 << 20


def take_out(archive: Path, wanted: Collection[str], folder: Path) -> None:
    """Write the wanted members, plain files by their names in the archive, below a folder.

    No name from the archive becomes a path: what is written is what was asked for. Raises bad_archive.
    """
    left = set(wanted)
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for count, member in enumerate(tar):
                if count >= MAX_ENTRIES or member.size > MAX_FILE:
                    raise fail("bad_archive", file=archive.name, detail="it holds more than it should")
                if member.name in left and member.isreg():
                    _write(tar, member, folder / PurePosixPath(member.name))
                    left.discard(member.name)
                if not left:
                    return
    except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
        if isinstance(error, ProblemError):
            raise
        raise fail("bad_archive", file=archive.name, detail=f"{type(error).__name__}: {error}") from error
    raise fail("bad_archive", file=archive.name, detail=f"it does not hold {sorted(left)[0]}")


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Into a temporary file first, so that half a file never looks like a whole one."""
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
