"""Tables and data sets of uploaded files, by the options of a data spec; recently used tables stay in memory."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, final

from engine.datasets.uploads import file_store
from engine.datasets.uploads.read_plan import RANGES, Overrides, TargetKind, read_overrides
from engine.datasets.uploads.table import Table, read_table
from engine.datasets.uploads.uploaded_dataset import NAME, Uploaded, make_dataset
from engine.errors import ProblemError, did_you_mean, fail
from engine.validators import Choice, Text

OPTIONS = ("key", "file", "target", "kind", *RANGES)
KINDS = Choice(choices=("numeric", "categorical"), optional=True)
DEFAULT_FILE = "data.csv"

MAX_BYTES = 20_000_000
"""Limit for the total size of the files whose tables are in memory; a table is about ten times as large as its file."""


@final
@dataclass
class _Entry:
    """A table, and its data sets by target and kind. size: of its file, in bytes."""

    table: Table
    size: int
    sets: dict[tuple[str, TargetKind], Uploaded] = field(default_factory=dict)


@final
class TableCache:
    """The most recently used tables; thread-safe."""

    def __init__(self, limit: int = MAX_BYTES) -> None:
        self.limit = limit
        self._lock = Lock()
        self._entries: OrderedDict[tuple[str, Overrides], _Entry] = OrderedDict()

    def add(self, data: bytes) -> str:
        """Read a new file, save it and return its key. Raises the errors of ``read_table`` and ``file_store.save``."""
        overrides = Overrides()
        entry = _Entry(read_table(data, overrides), len(data))
        key = file_store.save(data)
        self._insert((key, overrides), entry)
        return key

    def table(self, key: str, overrides: Overrides | None = None) -> Table:
        """The table of a saved file. Raises the errors of ``file_store.load`` and of ``read_table``."""
        return self._entry(key, overrides or Overrides()).table

    def dataset(self, key: str, target: str | None, kind: TargetKind | None,
                overrides: Overrides | None = None) -> Uploaded:
        """The data set of a table with this target. Raises the errors of :meth:`table` and of ``Table.outline``."""
        entry = self._entry(key, overrides or Overrides())
        name = entry.table.target if target is None else target
        choice = (name, kind or entry.table.target_kind(name))
        if choice not in entry.sets:
            entry.sets[choice] = make_dataset(entry.table, *choice)
        return entry.sets[choice]

    def _entry(self, key: str, overrides: Overrides) -> _Entry:
        reading = (key, overrides)
        with self._lock:
            if reading in self._entries:
                self._entries.move_to_end(reading)
                return self._entries[reading]
        data = file_store.load(key)
        entry = _Entry(read_table(data, overrides), len(data))
        self._insert(reading, entry)
        return entry

    def _insert(self, key: tuple[str, Overrides], entry: _Entry) -> None:
        with self._lock:
            self._entries[key] = entry
            while len(self._entries) > 1 and sum(each.size for each in self._entries.values()) > self.limit:
                self._entries.popitem(last=False)


TABLES = TableCache()
"""The cache of this process."""


def uploaded_table(options: Mapping[str, Any]) -> Table:
    """The table whose key is in the options.

    Raises a ProblemError with code ``upload_needed`` if there is no key, with code ``upload_missing`` if there is no
    such file, and the errors of ``read_overrides`` and ``read_table``.
    """
    key = options.get("key")
    if not key:
        raise fail("upload_needed")
    if not file_store.exists(key):
        raise fail("upload_missing")
    return TABLES.table(key, read_overrides(options))


def uploaded_dataset(options: Mapping[str, Any]) -> Uploaded:
    """The data set for these options: ``key`` of the saved file, ``file`` its name, ``target`` and ``kind``, and how
    the file is read (:class:`Overrides`).

    Raises a ProblemError: for an option, with the option's name as path; for the file, with an empty path.
    """
    for name in options:
        if name not in OPTIONS:
            hint = did_you_mean(name, list(OPTIONS))
            raise fail("unknown_argument", name, owner=NAME, argument=name, hint=hint)
    text = Text(optional=True)
    file, target = (text.convert(name, options.get(name)) for name in ("file", "target"))
    kind = KINDS.convert("kind", options.get("kind"))
    uploaded_table(options)
    try:
        dataset = TABLES.dataset(options["key"], target, kind, read_overrides(options))
    except ProblemError as error:
        raise ProblemError(error.problem.under(*_path(error.problem.code))) from None
    return replace(dataset, file=file or DEFAULT_FILE)


def _path(code: str) -> tuple[str, ...]:
    """The path of an error of ``Table.outline`` with this code: the option that it is about, or none."""
    return {"csv_not_a_number": ("kind",), "csv_too_few_rows": ()}.get(code, ("target",))
