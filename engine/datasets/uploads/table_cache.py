"""A learner's kept file as a data set, by the options of a data spec; tables that were read stay in memory."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, final

from engine.datasets.uploads.csv_table import Table, TargetKind, read_csv
from engine.datasets.uploads.file_store import keep, kept, present
from engine.datasets.uploads.uploaded_dataset import NAME, Uploaded, uploaded
from engine.errors import ProblemError, did_you_mean, fail
from engine.validators import Choice, Text

OPTIONS = ("key", "file", "target", "kind")
KINDS = Choice(choices=("numeric", "categorical"), optional=True)
DEFAULT_FILE = "data.csv"

MAX_BYTES = 20_000_000
"""Bytes of the files whose tables stay in memory; a table takes about ten times as many."""


@final
@dataclass
class _Read:
    """A table that was read, and the sets made of it so far, by target and kind. size: bytes of its file."""

    table: Table
    size: int
    sets: dict[tuple[str, TargetKind], Uploaded] = field(default_factory=dict)


@final
class Tables:
    """The tables that were used last. Threads may share it."""

    def __init__(self, limit: int = MAX_BYTES) -> None:
        self.limit = limit
        self._lock = Lock()
        self._read: OrderedDict[str, _Read] = OrderedDict()

    def take(self, data: bytes) -> str:
        """Read a new file, and keep it if it is a table; its key. Raises what is wrong with it, or upload_not_kept."""
        read = _Read(read_csv(data, max_bytes=len(data)), len(data))
        key = keep(data)
        self._remember(key, read)
        return key

    def table(self, key: str) -> Table:
        """The table of a kept file; raises upload_missing and the problems of reading it."""
        return self._of(key).table

    def dataset(self, key: str, target: str | None, kind: TargetKind | None) -> Uploaded:
        """The set that a table makes with that answer; raises the problems of ``Table.outline``."""
        read = self._of(key)
        name = read.table.target if target is None else target
        choice = (name, kind or read.table.target_kind(name))
        if choice not in read.sets:
            read.sets[choice] = uploaded(read.table, *choice)
        return read.sets[choice]

    def _of(self, key: str) -> _Read:
        with self._lock:
            if key in self._read:
                self._read.move_to_end(key)
                return self._read[key]
        data = kept(key)
        read = _Read(read_csv(data, max_bytes=len(data)), len(data))
        self._remember(key, read)
        return read

    def _remember(self, key: str, read: _Read) -> None:
        with self._lock:
            self._read[key] = read
            while len(self._read) > 1 and sum(each.size for each in self._read.values()) > self.limit:
                self._read.popitem(last=False)


TABLES = Tables()
"""Those of this process."""


def own_table(options: Mapping[str, Any]) -> Table:
    """The table that the options name; raises upload_needed, upload_missing and the problems of reading it."""
    key = options.get("key")
    if not key:
        raise fail("upload_needed")
    if not present(key):
        raise fail("upload_missing")
    return TABLES.table(key)


def own_dataset(options: Mapping[str, Any]) -> Uploaded:
    """The set that the options describe: ``key`` of the kept file, ``file`` its name, ``target`` and ``kind``.

    Raises what is wrong with an option, at its name, and what is wrong with the file, at no name.
    """
    for name in options:
        if name not in OPTIONS:
            hint = did_you_mean(name, list(OPTIONS))
            raise fail("unknown_argument", name, owner=NAME, argument=name, hint=hint)
    text = Text(optional=True)
    file, target = (text.convert(name, options.get(name)) for name in ("file", "target"))
    kind = KINDS.convert("kind", options.get("kind"))
    own_table(options)
    try:
        dataset = TABLES.dataset(options["key"], target, kind)
    except ProblemError as error:
        raise ProblemError(error.problem.under(_place(error.problem.code))) from None
    return replace(dataset, file=file or DEFAULT_FILE)


def _place(code: str) -> str:
    return "kind" if code == "csv_not_a_number" else "target"
