"""Tables and data sets of uploaded files, by the options of a data spec; recently used tables stay in memory."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, final

from engine.datasets.uploads import file_store
from engine.datasets.uploads.read_plan import RANGES, Overrides, TargetKind, read_overrides
from engine.datasets.uploads.roles import Role, identifiers, read_roles, with_roles
from engine.datasets.uploads.series_dataset import SeriesWindows, first_windows, is_series, make_series, read_windows
from engine.datasets.uploads.table import Table, read_table
from engine.datasets.uploads.uploaded_dataset import NAME, UploadedTable, make_dataset
from engine.datasets.uploads.use_notices import series_notices, use_notices
from engine.errors import Problem, ProblemError, did_you_mean, fail
from engine.validators import Boolean, Choice, Text

OPTIONS = ("key", "file", "target", "kind", "columns", "series", "scale_target", *RANGES)
KINDS = Choice(choices=("numeric", "categorical"), optional=True)
YES = Boolean(optional=True)
DEFAULT_FILE = "data.csv"

MAX_BYTES = 20_000_000
"""Limit for the total size of the files whose tables are in memory; a table is about ten times as large as its file."""


@final
@dataclass(frozen=True)
class Use:
    """What a table is used for. target, kind: None for the default. roles: ``(column, role)``, sorted.

    windows: of a series; None for a table whose rows are samples. scale_target: None for the default.
    """

    target: str | None = None
    kind: TargetKind | None = None
    roles: tuple[tuple[str, Role], ...] = ()
    windows: SeriesWindows | None = None
    scale_target: bool | None = None

    def dataset(self, table: Table) -> UploadedTable:
        """The data set. Raises the errors of ``make_dataset`` and ``make_series``."""
        target, roles = table.target if self.target is None else self.target, dict(self.roles)
        for name in roles:
            table.column(name)
        if self.windows is not None:
            scale_target = self.scale_target is not False
            return make_series(table, target, self.windows, roles, scale_target, series_notices(self.windows))
        kind = self.kind or table.target_kind(target)
        scale_target = bool(self.scale_target)
        notices = use_notices(table, target, kind, roles, scale_target)
        return make_dataset(table, target, kind, roles, scale_target, notices=notices)


@final
@dataclass
class _Entry:
    """A table, and its data sets by their use. size: of its file, in bytes."""

    table: Table
    size: int
    sets: dict[Use, UploadedTable] = field(default_factory=dict)


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

    def dataset(self, key: str, use: Use | None = None, overrides: Overrides | None = None) -> UploadedTable:
        """The data set of a table. Raises the errors of :meth:`table` and of ``Use.dataset``."""
        entry, use = self._entry(key, overrides or Overrides()), use or Use()
        if use not in entry.sets:
            entry.sets[use] = use.dataset(entry.table)
        return entry.sets[use]

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
    return TABLES.table(key, with_roles(read_overrides(options), read_roles(options)))


def first_options(table: Table) -> dict[str, Any]:
    """The options that a new file begins with: identifiers are left out, and a single series is one."""
    left_out = identifiers(table.columns)
    roles: dict[str, Role] = dict.fromkeys(left_out, "out")
    options: dict[str, Any] = {"columns": dict(roles)} if roles else {}
    if is_series(table, roles):
        target = next(column.name for column in table.columns if column.kind == "numeric" and column.name not in roles)
        return {**options, "target": target, "kind": "numeric", "series": first_windows(table).to_json()}
    return options


def uploaded_dataset(options: Mapping[str, Any]) -> UploadedTable:
    """The data set for these options: ``key`` of the saved file, ``file`` its name, its use (:class:`Use`) in
    ``target``, ``kind``, ``columns``, ``series`` and ``scale_target``, and how it is read (:class:`Overrides`).

    Raises a ProblemError: for an option, with the option's name as path; for the file, with an empty path.
    """
    for name in options:
        if name not in OPTIONS:
            hint = did_you_mean(name, list(OPTIONS))
            raise fail("unknown_argument", name, owner=NAME, argument=name, hint=hint)
    text = Text(optional=True)
    file, target = (text.convert(name, options.get(name)) for name in ("file", "target"))
    kind, scale = (range_.convert(name, options.get(name)) for name, range_ in (("kind", KINDS), ("scale_target", YES)))
    roles, windows = read_roles(options), read_windows(options.get("series"))
    uploaded_table(options)
    use = Use(target, kind, tuple(sorted(roles.items())), windows, scale)
    try:
        dataset = TABLES.dataset(options["key"], use, with_roles(read_overrides(options), roles))
    except ProblemError as error:
        raise ProblemError(error.problem.under(*_path(error.problem))) from None
    return replace(dataset, file=file or DEFAULT_FILE)


def _path(problem: Problem) -> tuple[str, ...]:
    """The path of an error of ``Use.dataset``: the option that it is about, or none."""
    if problem.path:
        return ()
    return {"csv_not_a_number": ("kind",), "csv_too_few_rows": ()}.get(problem.code, ("target",))
