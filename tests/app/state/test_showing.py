"""The preview of the data: at once where that is quick, in a worker where it is not, and never in the way of others."""

import asyncio
import pickle
import re
from pathlib import Path

import pytest

from app.compute.workers import Workers
from app.state.showing import Showing
from engine.specs.objects import DataSpec


@pytest.fixture
def nothing_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


async def until_quiet(showing: Showing) -> None:
    async with asyncio.timeout(120):
        while showing._tasks:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("name", ["digits", "iris", "line", "circles"])
def test_embedded_data_are_shown_at_once(name: str, workers: Workers) -> None:
    showing = Showing(workers)
    before = showing.revision
    showing.follow(DataSpec(name))
    assert showing.problem is None
    assert showing.preview is not None
    assert sum(showing.preview.counts) > 50
    assert showing.revision > before
    pickle.dumps(showing.preview)


def test_the_same_data_are_read_once(workers: Workers) -> None:
    showing = Showing(workers)
    showing.follow(DataSpec("digits"))
    before = showing.revision
    showing.follow(DataSpec("digits"))
    assert showing.revision == before


def test_a_spec_with_problems_leaves_what_was_shown(workers: Workers) -> None:
    showing = Showing(workers)
    showing.follow(DataSpec("digits"))
    seen = showing.preview
    showing.follow(DataSpec("digits", test_share="x"))
    showing.follow(DataSpec("nothing"))
    assert showing.preview is seen


def test_samples_that_leave_nothing_to_train_with_are_a_problem(workers: Workers) -> None:
    showing = Showing(workers)
    showing.follow(DataSpec("line", {"n": 10}, test_share=0.89, validation_share=0.89))
    assert showing.preview is None
    assert showing.problem is not None
    assert showing.problem.code == "no_training_rows"
    assert "훈련셋" in showing.problem_words()["text"]
    showing.follow(DataSpec("line"))
    assert showing.problem is None


@pytest.mark.usefixtures("nothing_downloaded")
def test_a_set_that_is_not_here_says_so_and_names_a_stand_in(workers: Workers) -> None:
    showing = Showing(workers)
    showing.follow(DataSpec("mnist"))
    assert showing.preview is None
    assert showing.problem is not None
    assert showing.problem.code == "not_downloaded"
    said = showing.problem_words()["text"]
    assert re.search("[가-힣]", said)
    assert "digits" in said


@pytest.mark.usefixtures("nothing_downloaded")
def test_a_download_that_fails_is_a_sentence(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.datasets.catalog import CATALOG
    from engine.datasets.dataset import Dataset
    from engine.problems import fail

    def refused(self: Dataset, progress: object = None) -> None:
        raise fail("download_failed", "data", url="http://127.0.0.1:9/", folder="", detail="refused", stand_in="digits")

    monkeypatch.setattr(type(CATALOG["mnist"]), "download", refused)

    async def job() -> None:
        showing = Showing(workers)
        showing.follow(DataSpec("mnist"))
        showing.download()
        showing.download()
        await until_quiet(showing)
        assert showing.downloading is None
        assert showing.problem is not None
        assert showing.problem.code == "download_failed"
        assert "내장된 digits" in showing.problem_words()["text"]

    asyncio.run(job())
