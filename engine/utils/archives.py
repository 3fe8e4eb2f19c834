"""Extract archives safely: nothing is written outside of the folder, and size and number of files are limited."""

import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path

from engine.errors import fail
from engine.limits import MAX_EXTRACTED_BYTES, MAX_EXTRACTED_FILES


def extract(archive: Path, folder: Path, kinds: tuple[str, ...] = ("tar", "zip")) -> bool:
    """Extract an archive of one of these kinds into a folder; False if the file is no such archive.

    The folder is replaced only when everything is extracted. Raises a ProblemError with code ``bad_archive`` if the
    archive is damaged, is above the limits, or has a path outside of the folder.
    """
    matching = [kind for kind, is_kind in (("tar", tarfile.is_tarfile), ("zip", zipfile.is_zipfile))
                if kind in kinds and is_kind(archive)]
    if not matching:
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        extracted = Path(temporary) / folder.name
        extracted.mkdir()
        try:
            (_from_tar if matching[0] == "tar" else _from_zip)(archive, extracted)
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise fail("bad_archive", "extract", file=archive.name, detail=str(error)) from error
        shutil.rmtree(folder, ignore_errors=True)
        extracted.rename(folder)
    return True


def _from_tar(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as file:
        members = []
        for member in file:
            members.append(member)
            _check(archive, sum(m.size for m in members), len(members))
        file.extractall(folder, members, filter="data")


def _from_zip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        _check(archive, sum(info.file_size for info in file.infolist()), len(file.infolist()))
        root = folder.resolve()
        for info in file.infolist():
            if not (root / info.filename).resolve().is_relative_to(root):
                raise fail("bad_archive", "extract", file=archive.name, detail=f"{info.filename!r} leads outside")
        file.extractall(folder)


def _check(archive: Path, size: int, files: int) -> None:
    if size > MAX_EXTRACTED_BYTES or files > MAX_EXTRACTED_FILES:
        raise fail("bad_archive", "extract", file=archive.name,
                   detail=f"{size:,} bytes in {files:,} files are over the limit")
