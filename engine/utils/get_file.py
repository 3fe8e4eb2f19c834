"""get_file: a file from the network, kept in Keras's cache."""

import hashlib
import os
import tempfile
import warnings
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
    """The path of the file at ``origin`` in the cache, downloaded if it is not there; of an archive that is to be
    unpacked, the path of the folder.

    fname: its name in the cache. file_hash: its SHA-256 or MD5. cache_dir: ``$KERAS_HOME``, else ``~/.keras``.
    Source: Keras 3, ``utils.get_file``.
    """
    if origin is None:
        raise fail("required", "origin", argument="origin")
    name = _name(fname, origin)
    folder = _folder(cache_dir, cache_subdir)
    unpacks = extract or untar
    target = folder / (f"{name}_archive" if unpacks and (not fname or "." not in name) else name)
    digest = file_hash or md5_hash
    algorithm = _algorithm("md5" if file_hash is None and md5_hash else hash_algorithm, digest)
    if force_download or not _is_there(target, digest, algorithm):
        _download(origin, target, digest, algorithm)
    if not unpacks:
        return str(target)
    made = folder / (f"{name.partition('.')[0]}_extracted" if fname and "." in name else name)
    if not extract_archive(target, made, _kinds("tar" if untar else archive_format)):
        warnings.warn("Could not extract archive.", stacklevel=2)
    return str(made)


def _name(fname: str | PathLike[str] | None, origin: str) -> str:
    name = os.fspath(fname) if fname else Path(urlsplit(origin).path).name
    if not name or name != Path(name).name:
        raise fail("not_a_file_name", "fname", argument="fname", value=name)
    return name


def _folder(cache_dir: str | PathLike[str] | None, below: str) -> Path:
    """The first of Keras's folders that can be written."""
    home = Path(cache_dir or os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    for base in (home, Path(tempfile.gettempdir()) / ".keras"):
        folder = base / below
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return folder


def _algorithm(asked: str, digest: str | None) -> str:
    return "sha256" if asked == "sha256" or (asked == "auto" and digest and len(digest) == 64) else "md5"


def _fits(path: Path, digest: str | None, algorithm: str) -> bool:
    if digest is None:
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == digest


def _is_there(target: Path, digest: str | None, algorithm: str) -> bool:
    if not target.exists():
        return False
    if _fits(target, digest, algorithm):
        return True
    print(f"A local file was found, but it seems to be incomplete or outdated because the {algorithm} file hash does "
          f"not match the original value of {digest} so we will re-download the data.")
    return False


def _download(origin: str, target: Path, digest: str | None, algorithm: str) -> None:
    from engine.datasets.downloader import (  # brings pooch and requests, which most scripts never need
        download,
        failure_reason,
    )

    def check(path: Path) -> None:
        if not _fits(path, digest, algorithm):
            raise fail("file_changed", file=target.name)

    if urlsplit(origin).scheme not in ("http", "https"):
        raise fail("url_failed", "origin", url=origin, reason="no_connection", detail="only http and https are known")
    print(f"Downloading data from {origin}")
    try:
        download(origin, target, check, None)
    except (OSError, ProblemError, ValueError) as error:
        reason, detail = failure_reason(error)
        raise fail("url_failed", "origin", url=origin, reason=reason, detail=detail) from error


def _kinds(given: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    if given == "auto":
        return ("tar", "zip")
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)
