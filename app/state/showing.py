"""What is shown of the data: a preview, read at once where that is quick and in a worker where it is not."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, final

import param

from app.compute.downloading import Download, Downloads
from app.compute.previewing import Preview, preview
from app.compute.workers import Workers
from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Remote
from engine.errors import Problem, ProblemError
from engine.specs.data import data_problems, dataset_of, require_available
from engine.specs.objects import DataSpec

PAUSE = 0.1
"""Seconds between two looks at a download."""

log = logging.getLogger(__name__)


@final
class Showing(param.Parameterized):
    """The preview of the data that is chosen. ``revision`` grows with every change.

    loading: whether the preview is being read. downloading: the share that has come, or None. problem: why there is
    no preview.
    """

    preview: Preview | None = param.Parameter(default=None)
    problem: Problem | None = param.Parameter(default=None)
    loading = param.Boolean(default=False)
    downloading = param.Number(default=None, allow_None=True)
    revision = param.Integer(default=0)

    def __init__(self, workers: Workers, downloads: Downloads, **params: Any) -> None:
        super().__init__(**params)
        self.workers = workers
        self.downloads = downloads
        self.spec: DataSpec | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def follow(self, spec: DataSpec) -> None:
        """Show this data from now on; a spec with problems leaves what was shown."""
        if spec == self.spec or data_problems(spec):
            return
        before, self.spec = self.spec, spec
        same = before is not None and (before.name, before.options) == (spec.name, spec.options)
        self._change(problem=None, downloading=None, loading=True, preview=self.preview if same else None)
        if spec.name in CATALOG and CATALOG[spec.name].embedded:
            self._read_at_once(spec)
        else:
            self._launch(self._find(spec))

    def download(self) -> None:
        """Fetch the set that is chosen; pressed again after a failure, try once more."""
        if self.spec is None or self.downloading is not None:
            return
        dataset = dataset_of(self.spec)
        if isinstance(dataset, Remote):
            self._change(problem=None, downloading=0.0)
            self._launch(self._watch(self.spec, self.downloads.start(dataset)))

    def _launch(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _read_at_once(self, spec: DataSpec) -> None:
        try:
            self._take(spec, preview(spec))
        except Exception as error:
            self._fail(spec, problem_of(error))

    async def _find(self, spec: DataSpec) -> None:
        """Read a set that is here, watch it if it is on its way, else say that it has to be downloaded."""
        download = self.downloads.running(spec.name)
        if download is not None:
            await self._watch(spec, download)
            return
        try:
            await asyncio.to_thread(require_available, dataset_of(spec))
        except Exception as error:
            self._fail(spec, problem_of(error))
        else:
            await self._read(spec)

    async def _watch(self, spec: DataSpec, download: Download) -> None:
        while not download.over:
            if spec != self.spec:
                return
            self._change(downloading=download.share, loading=False)
            await asyncio.sleep(PAUSE)
        if download.problem is not None:
            self._fail(spec, download.problem)
        elif spec == self.spec:
            self._change(downloading=None, loading=True)
            await self._read(spec)

    async def _read(self, spec: DataSpec) -> None:
        try:
            self._take(spec, await self.workers.run(preview, spec))
        except Exception as error:
            self._fail(spec, problem_of(error))

    def _take(self, spec: DataSpec, seen: Preview) -> None:
        if spec == self.spec:
            self._change(preview=seen, problem=None, loading=False, downloading=None)

    def _fail(self, spec: DataSpec, problem: Problem) -> None:
        if spec == self.spec:
            self._change(preview=None, problem=problem, loading=False, downloading=None)

    def _change(self, **values: Any) -> None:
        self.param.update(**values, revision=self.revision + 1)


def problem_of(error: Exception) -> Problem:
    """What a learner is told of an error; what nobody expected is written to the log."""
    if isinstance(error, ProblemError):
        return error.problem
    log.error("the data could not be read", exc_info=error)
    return Problem(("data",), "data_failed")
