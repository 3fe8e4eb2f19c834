"""Read HDF5 files from untrusted sources: type and size of each item are checked before it is read.

Keras writes plain arrays, without compression, links or chunks; anything else in a file is rejected.
"""

from io import BytesIO
from math import prod
from typing import Any, final

import h5py
import numpy as np

from engine.errors import fail
from engine.limits import MAX_CONFIG_BYTES, MAX_STRINGS_BYTES
from engine.saving.file_errors import convert_read_errors
from engine.typing import Array

MAX_STRINGS = 4096
HEAP = b"GCOL"
"""Signature of a global heap collection, which holds variable-length strings; bytes 8 to 15 hold its size."""
PLAIN = (h5py.h5d.COMPACT, h5py.h5d.CONTIGUOUS)


@final
class H5:
    """An HDF5 file opened for reading. file: its name, for errors."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.max_string_bytes = _longest_block(data)
        with convert_read_errors(file):
            self.root = h5py.File(BytesIO(data), "r")

    def __enter__(self) -> "H5":
        return self

    def __exit__(self, *error: Any) -> None:
        self.root.close()

    def error(self, detail: str) -> Exception:
        """Return the error to raise for a damaged file."""
        return fail("damaged_file", file=self.file, detail=detail)

    def group(self, group: Any, path: str) -> Any:
        """Return the group at a path below ``group``, or None; soft and external links are rejected."""
        for part in path.split("/"):
            group = self._child(group, part)
            if group is None:
                return None
        if not isinstance(group, h5py.Group):
            raise self.error(f"{path} is no group")
        return group

    def _child(self, group: Any, name: str) -> Any:
        if not isinstance(group, h5py.Group) or name not in group:
            return None
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise self.error(f"{name} is a link that leads elsewhere")
        return group[name]

    def array(self, group: Any, path: str) -> "H5Array":
        """Return the array at a path below ``group``; its values are not read yet."""
        *folders, name = path.split("/")
        dataset = self._child(self.group(group, "/".join(folders)) if folders else group, name)
        if not isinstance(dataset, h5py.Dataset):
            raise self.error(f"there is no array {path}")
        return H5Array(self, dataset, path)

    def text(self, group: Any, name: str) -> str | None:
        """Return the string attribute ``name`` of a group; None if the group has no such attribute."""
        if name not in group.attrs:
            return None
        attribute = group.attrs.get_id(name)
        if attribute.shape != () or attribute.dtype.kind not in "OS" or attribute.dtype.itemsize > MAX_CONFIG_BYTES:
            raise self.error(f"{name} is no text")
        if h5py.check_string_dtype(attribute.dtype) is None and attribute.dtype.kind == "O":
            raise self.error(f"{name} is no text")
        return _decode(group.attrs[name])

    def texts(self, group: Any, name: str) -> list[str]:
        """Return the list of strings in the attribute ``name`` of a group; an empty list if there is none.

        Keras splits a long list into the attributes ``name0``, ``name1``, …; they are joined.
        """
        if name in group.attrs:
            return self._texts(group, name)
        strings: list[str] = []
        chunk = 0
        while f"{name}{chunk}" in group.attrs and len(strings) < MAX_STRINGS:
            strings += self._texts(group, f"{name}{chunk}")
            chunk += 1
        return strings

    def _texts(self, group: Any, name: str) -> list[str]:
        attribute = group.attrs.get_id(name)
        if attribute.shape == (0,):
            return []
        if len(attribute.shape) != 1 or h5py.check_string_dtype(attribute.dtype) is None \
                or attribute.shape[0] > MAX_STRINGS:
            raise self.error(f"{name} is no list of names")
        item_bytes = self.max_string_bytes if attribute.dtype.kind == "O" else attribute.dtype.itemsize
        if item_bytes * attribute.shape[0] > MAX_STRINGS_BYTES:
            raise self.error(f"{name} is too long")
        return [_decode(item) for item in group.attrs[name]]


@final
class H5Array:
    """An array in a file; its type and size are checked, its values are not read until :meth:`read`."""

    def __init__(self, h5: H5, dataset: Any, path: str) -> None:
        self._dataset = dataset
        properties = dataset.id.get_create_plist()
        is_plain = not properties.get_nfilters() and not dataset.external and properties.get_layout() in PLAIN
        if dataset.dtype.kind not in "fiub" or not is_plain:
            raise h5.error(f"{path} is no plain array of numbers")
        if dataset.shape is None or dataset.id.get_storage_size() < prod(dataset.shape) * dataset.dtype.itemsize:
            raise h5.error(f"{path} has fewer numbers than it says")
        self.shape: tuple[int, ...] = dataset.shape

    def read(self) -> Array:
        """Read the values; the caller should check :attr:`shape` first."""
        values: Array = np.asarray(self._dataset[()])
        return values


def _decode(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _longest_block(data: bytes) -> int:
    """Return the size in bytes of the largest global heap collection: no string in the file is longer.

    The size of the file does not bound the size of a list, because the items of a list may refer to the same string.
    """
    longest, offset = 0, data.find(HEAP)
    while offset >= 0:
        size = int.from_bytes(data[offset + 8:offset + 16], "little")
        longest = max(longest, size if size <= len(data) else 0)
        offset = data.find(HEAP, offset + 1)
    return longest
