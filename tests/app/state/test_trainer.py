"""Buttons pressed at awkward moments: what was under way ends after its slice, and only the last press counts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from app.compute.slices import run_slice
from app.compute.testing import test_scores as scores_of
from app.state.notebook import FIRST
from app.state.run import Run
from app.state.trainer import Trainer
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec, FitSpec, ModelSpec, ObjectSpec

SMALL = replace(FIRST, data=DataSpec("iris"), fit=FitSpec(epochs=2, batch_size=16), model=ModelSpec(
    (ObjectSpec("Dense", {"units": 3, "activation": "softmax"}),)))


class Hands:
    """Workers that do each job in this process, after a turn of the event loop. jobs: the functions they were given."""

    def __init__(self) -> None:
        self.jobs: list[Callable[..., Any]] = []
        self.wrong: dict[Callable[..., Any], Exception] = {}

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        self.jobs.append(function)
        await asyncio.sleep(0)
        if function in self.wrong:
            raise self.wrong[function]
        return function(*arguments)


def play(scene: Callable[[Trainer], Awaitable[None]], hands: Hands | None = None) -> tuple[Run, Hands]:
    """The run after a scene, once nothing is under way any more."""
    hands, run = hands or Hands(), Run()
    trainer = Trainer(run, hands)  # type: ignore[arg-type]

    async def scenes() -> None:
        await scene(trainer)
        while trainer._task is not None and not trainer._task.done():
            await asyncio.wait([trainer._task])

    asyncio.run(scenes())
    return run, hands


async def until(true: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")


def slow(experiment: Experiment = SMALL) -> Experiment:
    """Long enough that a press finds it running."""
    return replace(experiment, fit=replace(experiment.fit, epochs=5_000))


def test_a_run_trains_to_its_end_and_is_tested_once() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(SMALL)

    run, hands = play(scene)
    assert (run.status, run.epoch) == ("finished", 2)
    assert run.test is not None
    assert hands.jobs.count(scores_of) == 1


def test_stop_tests_once_and_keeps_the_weights() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(slow())
        await until(lambda: trainer.run.status == "running")
        trainer.stop()

    run, hands = play(scene)
    assert run.status == "stopped"
    assert run.test is not None
    assert hands.jobs.count(scores_of) == 1


def test_stop_then_start_is_a_new_run() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(slow())
        await until(lambda: trainer.run.status == "running")
        trainer.stop()
        trainer.start(SMALL)

    run, _ = play(scene)
    assert (run.status, run.epoch, run.count) == ("finished", 2, 2)


def test_start_while_running_begins_anew_without_a_trace() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(slow())
        await until(lambda: trainer.run.status == "running")
        trainer.start(SMALL)

    run, _ = play(scene)
    assert (run.status, [epoch for epoch, _ in run.table]) == ("finished", [1, 2])


def test_one_batch_right_after_a_pause_is_one_batch() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(slow())
        await until(lambda: trainer.run.status == "running")
        trainer.pause()
        trainer.one_batch(slow())

    run, hands = play(scene)
    assert run.status == "paused"
    assert hands.jobs.count(run_slice) <= 3


@pytest.mark.parametrize("press", [Trainer.start, Trainer.one_batch])
def test_a_run_prepares_until_its_first_batch_is_there(press: Callable[[Trainer, Experiment], None]) -> None:
    seen: list[tuple[str, int]] = []

    async def scene(trainer: Trainer) -> None:
        trainer.run.param.watch(lambda _: seen.append((trainer.run.status, trainer.run.batches)), "revision")
        press(trainer, SMALL)

    play(scene)
    assert seen[0] == ("preparing", 0)
    assert all((status == "preparing") == (batches == 0) for status, batches in seen)


def test_single_batches_to_the_end_are_tested_too() -> None:
    async def scene(trainer: Trainer) -> None:
        while trainer.run.status != "finished":
            trainer.one_batch(SMALL)
            await until(lambda: not trainer.run.active)

    run, _ = play(scene)
    assert run.test is not None


def test_a_finished_run_goes_on_for_as_many_epochs_again() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(SMALL)
        await until(lambda: trainer.run.test is not None)
        trainer.resume()

    run, _ = play(scene)
    assert (run.status, run.epoch) == ("finished", 4)


@pytest.mark.parametrize("status", ["idle", "diverged", "failed"])
def test_what_cannot_go_on_stays_as_it_is(status: str) -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.experiment = SMALL
        trainer.run.change(status=status)
        trainer.resume()

    run, hands = play(scene)
    assert (run.status, hands.jobs) == (status, [])


def test_an_error_that_nobody_expected_is_told() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(SMALL)

    hands = Hands()
    hands.wrong[scores_of] = RuntimeError("out of the blue")
    run, _ = play(scene, hands)
    assert run.status == "finished"
    assert run.problem is not None
    assert run.problem.code == "test_failed"


@pytest.mark.parametrize("shares", [{"test_share": 0.0}, {"validation_share": 0.0}])
def test_a_set_may_have_nothing_to_test_or_validate_with(shares: dict[str, float]) -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(replace(SMALL, data=replace(SMALL.data, **shares)))

    run, _ = play(scene)
    assert run.status == "finished"
    assert run.test is not None


def test_whole_numbers_may_be_written_with_a_point() -> None:
    async def scene(trainer: Trainer) -> None:
        trainer.start(replace(SMALL, fit=FitSpec(epochs=1.0, batch_size=16.0, seed=1.0),
                              data=replace(SMALL.data, seed=5.0)))

    assert play(scene)[0].status == "finished"
