"""HDF5 read with care: nothing is taken from a file before its size and form are known to be what is expected.

Keras writes plain arrays, without compression, links or chunks; whatever else a file holds is refused.
"""

from io import BytesIO
from math import prod
from typing import Any, final

import h5py
import numpy as np

from engine.errors import fail
from engine.limits import MAX_CONFIG_BYTES, MAX_STRINGS_BYTES
from engine.saving.damage import reading
from engine.typing import Array

MAX_STRINGS = 4096
HEAP = b"GCOL"
"""What each block of strings begins with; its length follows after four more bytes."""
PLAIN = (h5py.h5d.COMPACT, h5py.h5d.CONTIGUOUS)


@final
class H5:
    """A file that is read; file: its name, for problems."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.longest = _longest_block(data)
        with reading(file):
            self.root = h5py.File(BytesIO(data), "r")

    def __enter__(self) -> "H5":
        return self

    def __exit__(self, *error: Any) -> None:
        self.root.close()

    def damage(self, detail: str) -> Exception:
        """The error to raise for something that is not as it should be."""
        return fail("damaged_file", file=self.file, detail=detail)

    def group(self, group: Any, path: str) -> Any:
        """The group at a path below another one, or None; links that lead elsewhere are refused."""
        for part in path.split("/"):
            group = self._child(group, part)
            if group is None:
                return None
        if not isinstance(group, h5py.Group):
            raise self.damage(f"{path} is no group")
        return group

    def _child(self, group: Any, name: str) -> Any:
        if not isinstance(group, h5py.Group) or name not in group:
            return None
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise self.damage(f"{name} is a link that leads elsewhere")
        return group[name]

    def array(self, group: Any, path: str) -> "H5Array":
        """The array at a path below a group, not read yet."""
        *folders, name = path.split("/")
        found = self._child(self.group(group, "/".join(folders)) if folders else group, name)
        if not isinstance(found, h5py.Dataset):
            raise self.damage(f"there is no array {path}")
        return H5Array(self, found, path)

    def text(self, group: Any, name: str) -> str | None:
        """A text among the attributes of a group, or None."""
        if name not in group.attrs:
            return None
        kind = group.attrs.get_id(name)
        if kind.shape != () or kind.dtype.kind not in "OS" or kind.dtype.itemsize > MAX_CONFIG_BYTES:
            raise self.damage(f"{name} is no text")
        if h5py.check_string_dtype(kind.dtype) is None and kind.dtype.kind == "O":
            raise self.damage(f"{name} is no text")
        return _decoded(group.attrs[name])

    def texts(self, group: Any, name: str) -> list[str]:
        """Several texts among the attributes of a group; a long list is cut into ``name0``, ``name1``, …"""
        if name in group.attrs:
            return self._texts(group, name)
        found: list[str] = []
        number = 0
        while f"{name}{number}" in group.attrs and len(found) < MAX_STRINGS:
            found += self._texts(group, f"{name}{number}")
            number += 1
        return found

    def _texts(self, group: Any, name: str) -> list[str]:
        kind = group.attrs.get_id(name)
        if kind.shape == (0,):
            return []
        if len(kind.shape) != 1 or h5py.check_string_dtype(kind.dtype) is None or kind.shape[0] > MAX_STRINGS:
            raise self.damage(f"{name} is no list of names")
        each = self.longest if kind.dtype.kind == "O" else kind.dtype.itemsize
        if each * kind.shape[0] > MAX_STRINGS_BYTES:
            raise self.damage(f"{name} is too long")
        return [_decoded(item) for item in group.attrs[name]]


@final
class H5Array:
    """An array in a file whose form is known and whose numbers are not read yet."""

    def __init__(self, h5: H5, found: Any, path: str) -> None:
        self._h5, self._found, self._path = h5, found, path
        plan = found.id.get_create_plist()
        if found.dtype.kind not in "fiub" or plan.get_nfilters() or found.external or plan.get_layout() not in PLAIN:
            raise h5.damage(f"{path} is no plain array of numbers")
        if found.shape is None or found.id.get_storage_size() < prod(found.shape) * found.dtype.itemsize:
            raise h5.damage(f"{path} has fewer numbers than it says")
        self.shape: tuple[int, ...] = found.shape

    def read(self) -> Array:
        """The numbers; only for a shape that was expected."""
        values: Array = np.asarray(self._found[()])
        return values


def _decoded(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _longest_block(data: bytes) -> int:
    """No string of a file is longer than this; many names may point to the same one."""
    longest, at = 0, data.find(HEAP)
    while at >= 0:
        size = int.from_bytes(data[at + 8:at + 16], "little")
        longest = max(longest, size if size <= len(data) else 0)
        at = data.find(HEAP, at + 1)
    return longest
