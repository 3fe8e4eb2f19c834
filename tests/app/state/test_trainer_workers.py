"""A run carried through real worker processes: buttons, slices, processes that die, and losses that are no numbers."""

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.compute.slices import Job, run_slice
from app.compute.workers import Workers
from app.state.notebook import FIRST
from app.state.run import Run
from app.state.trainer import Trainer
from engine.specs.experiment import Experiment
from engine.specs.objects import CompileSpec, DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.training.training_loop import Budget

PATIENCE = 120  # seconds until a test gives up
SMALL = Experiment(
    DataSpec("two_blobs", {"n": 200}),
    ModelSpec((ObjectSpec("Dense", {"units": 8, "activation": "relu"}), ObjectSpec("Dropout", {"rate": 0.2}), ObjectSpec("BatchNormalization"), ObjectSpec("Dense", {"units": 1, "activation": "sigmoid"}))),
    CompileSpec(ObjectSpec("Adam", {"learning_rate": 0.01}), ObjectSpec("BinaryCrossentropy"), (ObjectSpec("accuracy"),)),
    FitSpec(epochs=4, batch_size=16, seed=3),
).with_input_shape()
LONG = replace(SMALL, fit=replace(SMALL.fit, epochs=100_000))


def weights(run: Run) -> list[Any]:
    return [array.copy() for *_, array in run.weights()]


def at_once(experiment: Experiment, epochs: int | None = None) -> list[Any]:
    """The weights of one ``advance`` to the end."""
    outcome = run_slice(Job(experiment, None, Budget(), epochs or experiment.fit.epochs))
    return [array for layer in outcome.state.network.layers for array in layer.get_weights()]


def same(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)


async def settled(trainer: Trainer) -> None:
    """Until nothing is under way, the test at the end included."""
    await until(lambda: trainer._task is None or trainer._task.done())


def made(workers: Workers, slice_seconds: float | None = None) -> Trainer:
    trainer = Trainer(Run(), workers)
    trainer._seconds = slice_seconds or trainer._seconds
    return trainer


def test_a_run_ends_with_the_weights_of_one_advance(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.state.trainer.SLICE", 1e-4)
    monkeypatch.setattr("app.state.trainer.LONGEST_SLICE", 1e-4)
    trainer = made(workers)
    seen: list[int] = []

    async def job() -> None:
        trainer.run.param.watch(lambda event: seen.append(event.new), "batch")
        trainer.start(SMALL)
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "finished"
    assert len(seen) > 4, "the run was not sliced"
    assert same(weights(trainer.run), at_once(SMALL))
    assert [epoch for epoch, _ in trainer.run.table] == [1, 2, 3, 4]
    assert trainer.run.test is not None
    assert set(trainer.run.test.logs) == {"loss", "accuracy"}
    assert trainer.run.test.confusion.sum() == len(trainer.run.test.y)


def test_pause_continue_and_stop(workers: Workers) -> None:
    trainer = made(workers)
    run = trainer.run

    async def job() -> None:
        trainer.start(LONG)
        assert run.active
        await until(lambda: run.epoch > 0)
        trainer.pause()
        await settled(trainer)
        held = weights(run)
        epoch, batch = run.epoch, run.batch
        await asyncio.sleep(0.1)
        assert run.status == "paused"
        assert same(weights(run), held)
        trainer.resume()
        await until(lambda: (run.epoch, run.batch) > (epoch, batch))
        trainer.stop()
        await settled(trainer)

    asyncio.run(job())
    assert run.status == "stopped"
    assert run.test is not None
    assert run.table
    assert run.weights()


def test_pausing_anywhere_changes_no_weight(workers: Workers) -> None:
    trainer = made(workers)
    run = trainer.run

    async def job() -> None:
        trainer.one_batch(SMALL)
        await settled(trainer)
        assert (run.status, run.epoch, run.batch) == ("paused", 0, 1)
        trainer.one_batch(SMALL)
        await settled(trainer)
        assert (run.status, run.batch) == ("paused", 2)
        trainer.resume()
        await settled(trainer)

    asyncio.run(job())
    assert run.status == "finished"
    assert same(weights(run), at_once(SMALL))


def test_going_on_at_once_after_a_single_batch_is_not_lost(workers: Workers) -> None:
    trainer = made(workers)

    async def job() -> None:
        trainer.one_batch(SMALL)
        await settled(trainer)
        trainer.one_batch(SMALL)
        trainer.resume()
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "finished"
    assert same(weights(trainer.run), at_once(SMALL))


def test_a_finished_run_goes_on_as_if_it_had_been_longer(workers: Workers) -> None:
    trainer = made(workers)

    async def job() -> None:
        trainer.start(SMALL)
        await settled(trainer)
        trainer.resume()
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "finished"
    assert (trainer.run.epoch, trainer.run.epochs) == (8, 8)
    assert same(weights(trainer.run), at_once(SMALL, 8))


def test_starting_anew_leaves_the_run_before(workers: Workers) -> None:
    trainer = made(workers)

    async def job() -> None:
        trainer.start(LONG)
        await until(lambda: trainer.run.epoch > 0)
        trainer.start(SMALL)
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "finished"
    assert trainer.run.epochs == 4
    assert [epoch for epoch, _ in trainer.run.table] == [1, 2, 3, 4]
    assert same(weights(trainer.run), at_once(SMALL))


def test_buttons_out_of_turn_do_nothing(workers: Workers) -> None:
    trainer = made(workers)
    trainer.pause()
    trainer.resume()
    assert trainer.run.status == "idle"

    async def job() -> None:
        trainer.stop()
        await settled(trainer)
        trainer.start(SMALL)
        trainer.start(SMALL)
        trainer.one_batch(SMALL)
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "finished"


def test_stop_before_the_first_slice_comes_back(workers: Workers) -> None:
    trainer = made(workers)

    async def job() -> None:
        trainer.start(SMALL)
        trainer.stop()
        await settled(trainer)
        assert trainer.run.status == "stopped"
        trainer.start(SMALL)
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "finished"


def test_a_killed_worker_is_replaced(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLICE", "LONGEST_SLICE"):  # so that the first slice does not end the run
        monkeypatch.setattr(f"app.state.trainer.{name}", 1e-3)
    trainer, experiment = made(workers, 1e-3), replace(SMALL, fit=replace(SMALL.fit, epochs=60))

    async def job() -> None:
        trainer.start(experiment)
        await until(lambda: trainer.run.batch > 0 or trainer.run.epoch > 0)
        trainer.pause()
        await settled(trainer)
        trainer.resume()
        killed = set(workers.executor._processes)  # type: ignore[attr-defined]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        await settled(trainer)
        assert not killed & set(workers.executor._processes)  # type: ignore[attr-defined]

    asyncio.run(job())
    assert trainer.run.status == "finished"
    assert len(trainer.run.table) == 60
    assert same(weights(trainer.run), at_once(experiment))


def test_workers_that_always_die_end_the_run_with_a_problem() -> None:
    trainer = made(fragile := Workers(1, attempts=2))
    trainer.workers.run = lambda *arguments: Workers.run(fragile, os._exit, 1)  # type: ignore[method-assign]

    async def job() -> None:
        trainer.start(SMALL)
        await settled(trainer)

    asyncio.run(job())
    fragile.stop()
    assert trainer.run.status == "failed"
    assert trainer.run.problem is not None
    assert trainer.run.problem.code == "worker_lost"


def test_a_loss_that_is_no_number_stops_with_a_problem(workers: Workers) -> None:
    optimizer = ObjectSpec("SGD", {"learning_rate": 1e9})
    compiled = CompileSpec(optimizer, ObjectSpec("MeanSquaredError"))
    experiment = Experiment(DataSpec("line"), ModelSpec((ObjectSpec("Dense", {"units": 1}),)), compiled,
                            FitSpec(epochs=50, batch_size=16)).with_input_shape()
    trainer = made(workers)

    async def job() -> None:
        trainer.start(experiment)
        await settled(trainer)
        assert trainer.run.status == "diverged"
        assert trainer.run.problem is not None
        assert trainer.run.problem.code == "diverged"
        assert trainer.run.test is None
        trainer.start(replace(experiment, compile=replace(compiled, optimizer=ObjectSpec("SGD"))))
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "finished"
    assert trainer.run.problem is None


@pytest.mark.parametrize("wrong", [
    replace(FIRST, model=ModelSpec((ObjectSpec("Flatten"), *(ObjectSpec("Dense", {"units": 65_536}) for _ in range(3))))),
    replace(FIRST, model=ModelSpec()),
    replace(FIRST, data=DataSpec("nothing")),
    replace(FIRST, compile=replace(FIRST.compile, loss=ObjectSpec("Dnse"))),
])
def test_what_cannot_be_built_ends_with_its_problem(workers: Workers, wrong: Experiment) -> None:
    trainer = made(workers)

    async def job() -> None:
        trainer.start(wrong.with_input_shape())
        await settled(trainer)

    asyncio.run(job())
    assert trainer.run.status == "failed"
    assert trainer.run.problem is not None
    assert trainer.run.problem.code in {p.code for p in wrong.with_input_shape().problems()}


def test_many_learners_share_the_workers_fairly(workers: Workers) -> None:
    trainers = [made(workers) for _ in range(5)]

    async def job() -> None:
        for trainer in trainers:
            trainer.start(LONG)
        await until(lambda: all(trainer.run.epoch > 0 for trainer in trainers))
        for trainer in trainers:
            trainer.stop()
            await settled(trainer)

    asyncio.run(job())
    assert {trainer.run.status for trainer in trainers} == {"stopped"}
