"""get_file: download a file into Keras's cache."""

import hashlib
import os
import tempfile
import warnings
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from urllib.parse import urlsplit

from engine.errors import ProblemError, fail
from engine.utils.archives import extract as extract_archive


def get_file(
    fname: str | PathLike[str] | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: str | tuple[str, ...] | list[str] | None = "auto",
    cache_dir: str | PathLike[str] | None = None,
    force_download: bool = False,
) -> str:
    """The path of the file at ``origin`` in the cache, downloaded if missing.

    extract, untar: extract an archive, and return the path of the folder with its files instead.
    fname: name of the file in the cache. file_hash: its SHA-256 or MD5. cache_dir: by default ``$KERAS_HOME``, or
    ``~/.keras`` if that is not set.
    Source: Keras 3, ``utils.get_file``.
    """
    if origin is None:
        raise fail("required", "origin", argument="origin")
    name = _file_name(fname, origin)
    folder = _folder(cache_dir, cache_subdir)
    extracts = extract or untar
    target = folder / (f"{name}_archive" if extracts and (not fname or "." not in name) else name)
    digest = file_hash or md5_hash
    algorithm = _algorithm("md5" if file_hash is None and md5_hash else hash_algorithm, digest)
    if force_download or not _is_cached(target, digest, algorithm):
        _download(origin, target, digest, algorithm)
    if not extracts:
        return str(target)
    extracted = folder / (f"{name.partition('.')[0]}_extracted" if fname and "." in name else name)
    if not extract_archive(target, extracted, _archive_kinds("tar" if untar else archive_format)):
        warnings.warn("Could not extract archive.", stacklevel=2)
    return str(extracted)


def _file_name(fname: str | PathLike[str] | None, origin: str) -> str:
    name = os.fspath(fname) if fname else Path(urlsplit(origin).path).name
    if not name or name != Path(name).name:
        raise fail("not_a_file_name", "fname", argument="fname", value=name)
    return name


def _folder(cache_dir: str | PathLike[str] | None, subfolder: str) -> Path:
    """The first of Keras's cache folders that is writable; the last one if none is."""
    home = Path(cache_dir or os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    return first_writable_folder(base / subfolder for base in (home, Path(tempfile.gettempdir()) / ".keras"))


def first_writable_folder(folders: Iterable[Path]) -> Path:
    """The first folder that can be created and written; the last one if none can."""
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return folder


def _algorithm(requested: str, digest: str | None) -> str:
    return "sha256" if requested == "sha256" or (requested == "auto" and digest and len(digest) == 64) else "md5"


def _has_hash(path: Path, digest: str | None, algorithm: str) -> bool:
    if digest is None:
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == digest


def _is_cached(target: Path, digest: str | None, algorithm: str) -> bool:
    if not target.exists():
        return False
    if _has_hash(target, digest, algorithm):
        return True
    print(f"A local file was found, but it seems to be incomplete or outdated because the {algorithm} file hash does "
          f"not match the original value of {digest} so we will re-download the data.")
    return False


def _download(origin: str, target: Path, digest: str | None, algorithm: str) -> None:
    from engine.datasets.downloader import (  # imports pooch and requests, which most scripts do not need
        download,
        failure_reason,
    )

    def check(path: Path) -> None:
        if not _has_hash(path, digest, algorithm):
            raise fail("file_changed", file=target.name)

    if urlsplit(origin).scheme not in ("http", "https"):
        raise fail("url_failed", "origin", url=origin, reason="no_connection", detail="only http and https are known")
    print(f"Downloading data from {origin}")
    try:
        download(origin, target, check, None)
    except (OSError, ProblemError, ValueError) as error:
        reason, detail = failure_reason(error)
        raise fail("url_failed", "origin", url=origin, reason=reason, detail=detail) from error


def _archive_kinds(archive_format: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    if archive_format == "auto":
        return ("tar", "zip")
    if archive_format is None:
        return ()
    return (archive_format,) if isinstance(archive_format, str) else tuple(archive_format)
