"""What the app's slices cost over plain training, and what four learners get out of two workers. On a quiet machine:

    python tests/benchmarks/bench_slices.py [W2 W6]

Besides the clock, which others on the machine make late, the processor time of the workers is told (on Linux); for the
slices it holds the test at the end, too. The data are those of the workload, random, in the file that the environment names for MNIST. Plain training is the same
fold in the same worker process, without slices, observations or anybody who watches.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

import numpy as np
from workloads import WORKLOADS

from app.compute.slices import Job, run_slice
from app.compute.workers import Workers
from app.state.run import Run
from app.state.trainer import Trainer
from engine.datasets.keras.mnist import FILE_VARIABLE
from engine.specs.experiment import Experiment
from engine.specs.objects import CompileSpec, DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.training.advance import Budget

ROUNDS = 3
TOGETHER = 6.0
"""Seconds that learners train when their epochs are counted."""
EPOCHS = {"W2": 10, "W6": 2}
BEAT = 0.005
"""Seconds between two beats of the event loop's heart."""


def experiment(name: str) -> Experiment:
    """The workload as a notebook has it."""
    workload, layers = WORKLOADS[name], tuple(ObjectSpec(*layer) for layer in WORKLOADS[name].layers)
    kind, given = workload.optimizer
    first = ObjectSpec("Flatten") if len(workload.shape) == 1 else ObjectSpec("Reshape", {"target_shape": workload.shape})
    return Experiment(
        DataSpec("mnist", one_hot=True, test_share=0.01, validation_share=0.01), ModelSpec((first, *layers)),
        CompileSpec(ObjectSpec(kind, given), ObjectSpec("CategoricalCrossentropy"), (ObjectSpec("accuracy"),)),
        FitSpec(epochs=EPOCHS[name], batch_size=workload.batch))


def write_data(folder: str, name: str) -> None:
    """As many pictures as the workload has samples."""
    rng, count = np.random.default_rng(0), WORKLOADS[name].samples
    path = Path(folder, f"{name}.npz")
    parts = {"train": count, "test": 100}
    np.savez(path, **{f"x_{part}": rng.integers(0, 256, (size, 28, 28), "uint8") for part, size in parts.items()},
             **{f"y_{part}": rng.integers(0, 10, size).astype("uint8") for part, size in parts.items()})
    os.environ[FILE_VARIABLE] = str(path)


def processor(workers: Workers) -> float:
    """Seconds of processor time that the workers have had."""
    spent = 0.0
    for number in getattr(workers.executor, "_processes", {}):
        status = Path(f"/proc/{number}/stat")
        if status.exists():
            user, system = status.read_text().rpartition(")")[2].split()[11:13]
            spent += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return spent


async def timed(workers: Workers, work: Coroutine[Any, Any, float]) -> tuple[float, float]:
    """Seconds that the work tells, and of processor time."""
    before = processor(workers)
    return await work, processor(workers) - before


async def plain(workers: Workers, job: Job) -> float:
    """Seconds of a whole run in one piece, in a worker that has the data already."""
    return (await workers.run(run_slice, job)).seconds


async def sliced(workers: Workers, trained: Experiment) -> float:
    """Seconds of the same run as the app does it, from its first slice on."""
    run = Run()
    Trainer(run, workers).start(trained)
    while run.status in ("idle", "preparing"):
        await asyncio.sleep(0.001)
    began, at = monotonic(), run.progress
    while run.active:
        await asyncio.sleep(0.001)
    seconds = (monotonic() - began) / (1 - at)
    while run.test is None:
        await asyncio.sleep(0.01)
    return seconds


async def together(workers: Workers, trained: Experiment, learners: int) -> tuple[float, float]:
    """Epochs that so many learners get between them, a second by the clock and a second of processor time."""
    endless = Experiment(trained.data, trained.model, trained.compile, FitSpec(epochs=1000, batch_size=trained.fit.batch_size))
    runs = [Run() for _ in range(learners)]
    trainers = [Trainer(run, workers) for run in runs]
    for trainer in trainers:
        trainer.start(endless)
    while any(run.status != "running" for run in runs):
        await asyncio.sleep(0.01)
    before, began, spent = [run.progress for run in runs], monotonic(), processor(workers)
    await asyncio.sleep(TOGETHER)
    gone = sum(run.progress - at for run, at in zip(runs, before, strict=True)) * 1000
    rates = gone / (monotonic() - began), gone / max(1e-9, processor(workers) - spent)
    for trainer in trainers:
        trainer.stop()
    while any(run.test is None for run in runs):
        await asyncio.sleep(0.01)
    return rates


async def heart(late: list[float]) -> None:
    """Note by how much the event loop is late, beat by beat."""
    while True:
        due = monotonic() + BEAT
        await asyncio.sleep(BEAT)
        late.append(monotonic() - due)


async def measure(name: str) -> None:
    trained, workers, late = experiment(name).connected(), Workers(2), list[float]()
    whole = Job(trained, None, Budget(), EPOCHS[name], observing=False)
    beating = asyncio.create_task(heart(late))
    await asyncio.gather(plain(workers, whole), plain(workers, whole))  # both workers read the data
    late.clear()
    pairs = [(await timed(workers, plain(workers, whole)), await timed(workers, sliced(workers, trained)))
             for _ in range(ROUNDS)]
    ratio, cpu = (median(one[i] / other[i] for other, one in pairs) for i in range(2))
    alone, four = await together(workers, trained, 1), await together(workers, trained, 4)
    beating.cancel()
    workers.stop()
    told = ", ".join(f"{a[0]:.2f} s to {b[0]:.2f} s" for a, b in pairs)
    print(f"{name}: slices ÷ plain {ratio:.3f} ({told}), by processor time {cpu:.3f}; four learners "
          f"÷ one {four[0] / alone[0]:.2f}, by processor time {four[1] / alone[1]:.2f}; event loop late by {1000 * max(late):.0f} ms at most", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or EPOCHS:
            write_data(folder, name)
            asyncio.run(measure(name))


if __name__ == "__main__":
    main()
