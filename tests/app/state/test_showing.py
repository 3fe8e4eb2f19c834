"""The preview follows the data: read at once or in a worker, downloaded on demand, and never of another set."""

import asyncio
import gzip
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from app.compute import slices
from app.compute.downloading import Downloads
from app.compute.workers import Workers
from app.state.showing import Showing
from app.state.source import source
from app.state.uploading import taken
from engine.datasets.catalog import CATALOG
from engine.datasets.keras import fashion_mnist, file_cache
from engine.datasets.uploads import file_store
from engine.errors import fail
from engine.specs.objects import DataSpec

MNIST, FASHION = DataSpec("mnist", {"n": 100}), DataSpec("fashion_mnist", {"n": 100})
RANDOM = np.random.default_rng(1)


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(file_cache.tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("KERAS_BLOCKS_MNIST", raising=False)
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path / "uploads"))
    monkeypatch.setenv(file_cache.BASE_VARIABLE, "http://127.0.0.1:9/")
    slices._samples.cache_clear()


@pytest.fixture
def workers():
    pool = Workers(1, make=ThreadPoolExecutor)
    yield pool
    pool.executor.shutdown()


def idx(array):
    head = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.tobytes(), mtime=0)


def put_fashion_files(folder, count=200):
    for name, shape in fashion_mnist.FILES.items():
        array = RANDOM.integers(0, 10 if shape == () else 256, (count, *shape), "uint8")
        (folder / name).write_bytes(idx(array))


async def settle(showing, seconds=20):
    end = time.monotonic() + seconds
    while showing.loading or showing.downloading is not None:
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def run(work):
    return asyncio.run(work())


def test_embedded_sets_are_shown_at_once(workers):
    showing = Showing(workers, Downloads())
    showing.follow(DataSpec("iris"))
    assert showing.preview.x.shape == (24, 4)
    revision = showing.revision
    showing.follow(DataSpec("iris"))
    assert showing.revision == revision


def test_a_set_with_problems_leaves_what_was_shown(workers):
    showing = Showing(workers, Downloads())
    showing.follow(DataSpec("iris"))
    shown = showing.preview
    showing.follow(DataSpec("csv"))
    showing.follow(DataSpec("iris", seed=-1))
    assert showing.preview is shown
    assert showing.problem is None


def test_a_split_that_leaves_nothing_is_a_problem(workers):
    showing = Showing(workers, Downloads())
    showing.follow(DataSpec("line", {"n": 10}, test_share=0.89, validation_share=0.89))
    assert showing.preview is None
    assert showing.problem.code == "no_training_rows"


def test_own_tables_are_read_in_a_worker(workers):
    async def work():
        showing = Showing(workers, Downloads())
        showing.follow(DataSpec("digits"))
        showing.follow(taken(b"a,b\n" + b"".join(b"%d,%d\n" % (n, n % 2) for n in range(50)), "x.csv"))
        assert showing.loading
        assert showing.preview is None
        await settle(showing)
        return showing

    assert run(work).preview.counts == (36, 4, 10)


def test_what_is_not_here_can_be_downloaded_or_stood_in_for(workers):
    async def work():
        showing = Showing(workers, Downloads())
        showing.follow(MNIST)
        await settle(showing)
        return showing

    showing = run(work)
    assert showing.problem.code == "not_downloaded"
    assert showing.preview is None
    said = source(MNIST, showing)
    assert "아직 이 컴퓨터에 없어요" in said["problem"]["text"]
    assert [each["title"] for each in said["problem"]["actions"]] == [
        "내려받기 (약 12 MB)", "내장된 손글씨 숫자(작은 그림) 쓰기"]


class Slow:
    """Stands in for a set's download: files come in two steps, and it ends as it is told."""

    def __init__(self, monkeypatch, name="fashion_mnist", ends=None):
        self.gate, self.calls = Event(), 0
        self.ends = ends
        monkeypatch.setattr(CATALOG[name].module, "download", self)

    def __call__(self, progress=None):
        if progress is None:  # asked by load_data, for files that are here
            return self.real()
        self.calls += 1
        for size in (100, 10_000_000):
            progress(size // 2, size)
            progress(size, size)
        assert self.gate.wait(20)
        self.ends()
        return None


def test_a_download_shows_its_progress_and_then_the_set(workers, monkeypatch, tmp_path):
    folder = next(file_cache.cache_folders(fashion_mnist.FOLDER))
    real = fashion_mnist.download

    def arrive():
        folder.mkdir(parents=True)
        put_fashion_files(folder)

    slow = Slow(monkeypatch, ends=arrive)
    slow.real = real

    async def work():
        downloads = Downloads()
        first, second = Showing(workers, downloads), Showing(workers, downloads)
        first.follow(FASHION)
        await settle(first)
        first.download()
        first.download()
        second.follow(FASHION)
        while first.downloading < 0.3 or second.downloading != first.downloading:
            await asyncio.sleep(0.01)
        assert first.downloading == pytest.approx(10_000_100 / CATALOG["fashion_mnist"].size)
        assert source(FASHION, first)["progress"] == first.downloading
        assert "내려받는 중 32 %" in source(FASHION, first)["status"]
        first.follow(DataSpec("iris"))
        assert first.downloading is None
        first.follow(FASHION)
        slow.gate.set()
        await asyncio.gather(settle(first), settle(second))
        return first, second

    for showing in run(work):
        assert showing.problem is None
        assert showing.preview.counts == (90, 10, 200)
    assert slow.calls == 1


def test_a_download_that_fails_says_why_and_can_be_tried_again(workers, monkeypatch):
    def refuse():
        raise fail("download_failed", url="http://x/y", folder="/z", reason="timeout", detail="no answer in time",
                   stand_in="digits")

    slow = Slow(monkeypatch, "mnist", refuse)
    slow.gate.set()

    async def work():
        showing = Showing(workers, Downloads())
        showing.follow(MNIST)
        await settle(showing)
        for _ in range(2):
            showing.download()
            await settle(showing)
            assert showing.problem.code == "download_failed"
        return source(MNIST, showing)

    problem = run(work)["problem"]
    assert slow.calls == 2
    assert "http://x/y 주소에서 데이터를 내려받지 못했어요(서버가 제때 대답하지 않았어요)" in problem["text"]
    assert problem["actions"][0]["title"] == "다시 내려받기"


def test_a_download_that_breaks_in_another_way_is_over_too(workers, monkeypatch):
    def explode():
        raise RuntimeError("unforeseen")

    slow = Slow(monkeypatch, "mnist", explode)
    slow.gate.set()

    async def work():
        showing = Showing(workers, Downloads())
        showing.follow(MNIST)
        await settle(showing)
        showing.download()
        await settle(showing)
        return showing

    assert run(work).problem.code == "data_failed"


def test_workers_never_download(workers, monkeypatch):
    monkeypatch.setattr(file_cache, "fetch", None)
    with pytest.raises(ValueError, match="not on this machine"):
        slices.samples_of(MNIST)


def test_the_loop_goes_on_while_a_set_is_looked_for_and_read(workers, monkeypatch):
    monkeypatch.setattr(CATALOG["mnist"].module, "available", lambda: time.sleep(0.3) or False)

    async def work():
        showing = Showing(workers, Downloads())
        longest, before = 0.0, time.monotonic()
        showing.follow(MNIST)
        while showing.loading:
            longest = max(longest, time.monotonic() - before)
            before = time.monotonic()
            await asyncio.sleep(0.005)
        return longest

    assert run(work) < 0.25
