"""The pool: one BLAS thread a worker, problems that come back as they are, and processes that are replaced."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Event

import pytest

from app.compute.workers import ONE_THREAD, Workers
from engine.errors import Problem, ProblemError
from engine.layers.dense import Dense


def test_a_worker_computes_with_one_thread_in_another_process(workers: Workers) -> None:
    assert asyncio.run(workers.run(os.getpid)) != os.getpid()
    for name in ONE_THREAD:
        assert asyncio.run(workers.run(os.getenv, name)) == "1"


def test_this_process_keeps_its_environment(workers: Workers) -> None:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    assert workers.executor is not None
    assert {name: os.environ.get(name) for name in ONE_THREAD} == before


def test_a_problem_comes_back_as_it_is(workers: Workers) -> None:
    with pytest.raises(ProblemError) as error:
        asyncio.run(workers.run(Dense, 0))
    assert error.value.problem == Problem(("units",), "too_small", {"argument": "units", "low": 1, "value": 0})


def test_processes_that_die_are_tried_again_and_then_reported() -> None:
    made: list[int] = []

    def make(count: int) -> ThreadPoolExecutor:
        made.append(count)
        return ThreadPoolExecutor(count)

    def die() -> None:
        raise BrokenProcessPool

    pool = Workers(1, attempts=3, make=make)
    with pytest.raises(BrokenProcessPool):
        asyncio.run(pool.run(die))
    assert made == [1, 1, 1]
    assert asyncio.run(pool.run(lambda: 7)) == 7
    pool.stop()


def test_a_learner_waits_for_one_piece_of_the_warming_up(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, ended, done = Event(), Event(), Event(), list[str]()

    def piece() -> None:
        begun.set()
        assert go.wait(60)
        done.append("piece")

    def last() -> None:
        done.append("ready")
        ended.set()

    async def learner() -> None:
        presses = asyncio.ensure_future(pool.run(done.append, "slice"))
        await asyncio.sleep(0)
        go.set()
        await presses

    monkeypatch.setattr("app.compute.workers.GROUPS", dict.fromkeys("ab"))
    monkeypatch.setattr("app.compute.workers.warm", lambda part: piece())
    monkeypatch.setattr("app.compute.workers.ready", last)
    pool = Workers(1, make=ThreadPoolExecutor)
    pool.start()
    assert begun.wait(60)
    asyncio.run(learner())
    assert ended.wait(60)
    assert done == ["piece", "slice", "piece", "ready"]
    pool.stop()


def test_what_fails_while_the_workers_are_made_ready_is_logged(
        monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(part: str) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr("app.compute.workers.GROUPS", dict.fromkeys("a"))
    monkeypatch.setattr("app.compute.workers.warm", broken)
    pool = Workers(1, make=ThreadPoolExecutor)
    pool.start()
    pool.executor.shutdown(wait=True)
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is TypeError


@pytest.mark.parametrize("ends", [lambda pool, go: (pool.stop(), go.set()), lambda pool, go: (go.set(), pool.stop())])
def test_a_pool_may_end_while_it_warms_up(monkeypatch: pytest.MonkeyPatch, ends: Callable[[Workers, Event], None]) -> None:
    go = Event()
    monkeypatch.setattr("app.compute.workers.GROUPS", dict.fromkeys("abc"))
    monkeypatch.setattr("app.compute.workers.warm", lambda part: go.wait())
    pool = Workers(2, make=ThreadPoolExecutor)
    pool.start()
    executor = pool.executor
    ends(pool, go)
    executor.shutdown()
    assert go.is_set()
