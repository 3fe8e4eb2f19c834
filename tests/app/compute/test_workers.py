"""The pool: one BLAS thread a worker, problems that come back as they are, and processes that are replaced."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from app.compute.workers import ONE_THREAD, Workers
from engine.layers.dense import Dense
from engine.problems import Problem, ProblemError


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
