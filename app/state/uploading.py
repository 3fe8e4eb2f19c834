"""A learner's own file on its way in: received piece by piece, read in a thread, and kept if it is a table."""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, final

import param

from engine.datasets.uploads.table import Table
from engine.datasets.uploads.table_cache import DEFAULT_FILE, TABLES, first_options
from engine.datasets.uploads.uploaded_dataset import NAME
from engine.errors import Problem, ProblemError, fail
from engine.limits import MAX_TEXT
from engine.specs.objects import DataSpec

log = logging.getLogger(__name__)


@final
class Uploading(param.Parameterized):
    """One page's upload. ``revision`` grows with every change. A good file waits to be collected by the page: what
    reads it is no callback of the page, which alone may change what the page shows.

    limit: bytes of a file at most. received: ``{"number": of the upload, "bytes": so far}``, -1 bytes if it was refused
    on its way. reading: whether the whole file is there and being read. problem: why the last file was refused.
    """

    received = param.Dict(default={})
    reading = param.Boolean(default=False)
    problem: Problem | None = param.Parameter(default=None)
    revision = param.Integer(default=0)

    def __init__(self, limit: int, **params: Any) -> None:
        super().__init__(**params)
        self.limit = limit
        self._ready: DataSpec | None = None
        self._number, self._name, self._size = -1, "", 0
        self._data = bytearray()
        self._tasks: set[asyncio.Task[None]] = set()

    def handle(self, message: Mapping[str, Any]) -> None:
        """A message of the page: ``begin`` (number, name, size), then ``piece`` (number, at, data in base64), or
        ``fail`` (number)."""
        try:
            self._take(message)
        except ProblemError as error:
            self._refuse(error.problem)
        except Exception:
            log.exception("a piece of a file could not be taken")
            self._refuse(Problem((), "upload_broken"))

    def _take(self, message: Mapping[str, Any]) -> None:
        if message.get("op") == "begin":
            self._begin(_integer(message, "number"), _text(message, "name"), _integer(message, "size"))
        elif message.get("number") != self._number:
            return
        elif message.get("op") == "piece":
            self._add(_integer(message, "at"), _bytes(message, "data"))
        elif message.get("op") == "fail":
            raise fail("upload_broken")

    def collect(self) -> DataSpec | None:
        """The data of a file that has come, once."""
        spec, self._ready = self._ready, None
        return spec

    def forgive(self) -> None:
        """Forget why the last file was refused."""
        if self.problem is not None:
            self.param.update(problem=None, revision=self.revision + 1)

    def _begin(self, number: int, name: str, size: int) -> None:
        self._number, self._name, self._size, self._data = number, clean_name(name), size, bytearray()
        if size > self.limit:
            raise fail("csv_too_large", size=size, limit=self.limit)
        self._tell(problem=None)

    def _add(self, at: int, data: bytes) -> None:
        if at != len(self._data) or at + len(data) > self._size or not data:
            raise fail("upload_broken")
        self._data += data
        self._tell()

    def _tell(self, **more: Any) -> None:
        """Say how much has come, and read the file once it is whole."""
        whole = len(self._data) == self._size
        self.param.update(received={"number": self._number, "bytes": len(self._data)}, reading=whole,
                          revision=self.revision + 1, **more)
        if whole:
            self._start(self._read(self._number, bytes(self._data), self._name))
            self._data = bytearray()

    def reread(self, change: Callable[[], DataSpec]) -> None:
        """Wait in a thread for a change of the data that reads a file anew; it is collected like a file that came."""
        self.param.update(reading=True, revision=self.revision + 1)
        self._start(self._change(change))

    async def _change(self, change: Callable[[], DataSpec]) -> None:
        try:
            self._ready = await asyncio.to_thread(change)
        finally:
            self.param.update(reading=False, revision=self.revision + 1)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, number: int, data: bytes, name: str) -> None:
        try:
            spec = await asyncio.to_thread(taken, data, name)
        except Exception as error:
            if not isinstance(error, ProblemError):
                log.exception("a file could not be read")
            if number == self._number:
                self._refuse(error.problem if isinstance(error, ProblemError) else Problem((), "data_failed"))
            return
        if number == self._number:
            self._ready = spec
            self.param.update(reading=False, revision=self.revision + 1)

    def _refuse(self, problem: Problem) -> None:
        received = {"number": self._number, "bytes": -1}
        self._number, self._data = -1, bytearray()
        self.param.update(problem=problem, received=received, reading=False, revision=self.revision + 1)


def _integer(message: Mapping[str, Any], name: str) -> int:
    value = message.get(name)
    if not isinstance(value, int):
        raise fail("upload_broken")
    return value


def _text(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    if not isinstance(value, str):
        raise fail("upload_broken")
    return value


def _bytes(message: Mapping[str, Any], name: str) -> bytes:
    try:
        return b64decode(_text(message, name), validate=True)
    except ValueError:
        raise fail("upload_broken") from None


def taken(data: bytes, name: str) -> DataSpec:
    """Read and keep a file; the data spec of it, with an answer that can be learned. Raises what is wrong with it."""
    key = TABLES.add(data)
    return DataSpec(NAME, {"key": key, "file": name, **first_use(TABLES.table(key))})


def first_use(table: Table) -> dict[str, Any]:
    """The options of what a new table is used for, with an answer that can be learned."""
    options = first_options(table)
    if "target" not in options:
        target = first_target(table)
        options |= {"target": target, "kind": table.target_kind(target)}
    return options


def first_target(table: Table) -> str:
    """The last column that can be learned; raises the problem of the very last if there is none."""
    problems: list[ProblemError] = []
    for column in reversed(table.columns):
        try:
            table.outline(column.name)
        except ProblemError as error:
            problems.append(error)
        else:
            return column.name
    raise problems[0]


def clean_name(name: str) -> str:
    """The name of a file without its folders and without what cannot be printed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:MAX_TEXT] or DEFAULT_FILE
