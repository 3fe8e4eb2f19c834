"""What is shown of the data: a preview, read at once where that is quick and in a worker where it is not."""

import asyncio
from typing import Any, final

import param

from app.compute.previewing import Preview, preview
from app.compute.workers import Workers
from app.texts.problems import say
from engine.problems import Problem, ProblemError
from engine.specs.data import data_problems, dataset_of
from engine.specs.objects import DataSpec


@final
class Showing(param.Parameterized):
    """The preview of the data that is chosen. ``revision`` grows with every change.

    downloading: the share that has come, or None. problem: why there is no preview.
    """

    preview: Preview | None = param.Parameter(default=None)
    problem: Problem | None = param.Parameter(default=None)
    downloading = param.Number(default=None, allow_None=True)
    revision = param.Integer(default=0)

    def __init__(self, workers: Workers, **params: Any) -> None:
        super().__init__(**params)
        self.workers = workers
        self.spec: DataSpec | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def follow(self, spec: DataSpec) -> None:
        """Show this data from now on; a spec with problems leaves what was shown."""
        if spec == self.spec or data_problems(spec):
            return
        self.spec = spec
        dataset = dataset_of(spec)
        if dataset.embedded:
            self._look(spec)
        elif dataset.available():
            self._launch(self._read(spec))
        else:
            values = {"url": dataset.name, "folder": "", "detail": "", "stand_in": dataset.stand_in or ""}
            self._fail(spec, Problem(("data", "name"), "not_downloaded", values))

    def download(self) -> None:
        """Fetch the set that is chosen."""
        if self.spec is not None and self.downloading is None:
            self._launch(self._fetch(self.spec))

    def problem_words(self) -> dict[str, Any]:
        """The problem as a field shows it."""
        assert self.problem is not None
        return {"text": say(self.problem), "repair": None}

    def _launch(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _look(self, spec: DataSpec) -> None:
        try:
            self._take(spec, preview(spec))
        except ProblemError as error:
            self._fail(spec, error.problem)

    async def _read(self, spec: DataSpec) -> None:
        try:
            self._take(spec, await self.workers.run(preview, spec))
        except ProblemError as error:
            self._fail(spec, error.problem)

    async def _fetch(self, spec: DataSpec) -> None:
        self.param.update(downloading=0.0, problem=None, revision=self.revision + 1)
        try:
            await asyncio.to_thread(dataset_of(spec).download, self._progress)
        except ProblemError as error:
            self.downloading = None
            self._fail(spec, error.problem)
            return
        self.downloading = None
        await self._read(spec)

    def _progress(self, done: int, total: int) -> None:
        self.param.update(downloading=done / max(1, total), revision=self.revision + 1)

    def _take(self, spec: DataSpec, seen: Preview) -> None:
        if spec == self.spec:
            self.param.update(preview=seen, problem=None, revision=self.revision + 1)

    def _fail(self, spec: DataSpec, problem: Problem) -> None:
        if spec == self.spec:
            self.param.update(preview=None, problem=problem, revision=self.revision + 1)
