"""Measures the cost of training in slices, and the throughput of four learners on two workers. On a quiet machine:

    python tests/benchmarks/bench_slices.py [W2 W6]

Besides the wall time, which other processes lengthen, it shows the CPU time of the workers (on Linux); for slices this
includes the evaluation at the end. The data are random, of the workload's size, in the file that the environment
variable for MNIST names. Plain training is the same fold in the same worker process, in one slice without observations.
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
from engine.training.training_loop import Budget

ROUNDS = 3
THROUGHPUT_SECONDS = 6.0
"""Duration over which the learners' epochs are counted."""
EPOCHS = {"W2": 10, "W6": 2}
HEARTBEAT = 0.005
"""Seconds between two wake-ups that show the latency of the event loop."""


def make_experiment(name: str) -> Experiment:
    """The workload as an experiment of a notebook."""
    workload, layers = WORKLOADS[name], tuple(ObjectSpec(*layer) for layer in WORKLOADS[name].layers)
    kind, arguments = workload.optimizer
    first = ObjectSpec("Flatten") if len(workload.shape) == 1 else ObjectSpec("Reshape", {"target_shape": workload.shape})
    return Experiment(
        DataSpec("mnist", one_hot=True, test_share=0.01, validation_share=0.01), ModelSpec((first, *layers)),
        CompileSpec(ObjectSpec(kind, arguments), ObjectSpec("CategoricalCrossentropy"), (ObjectSpec("accuracy"),)),
        FitSpec(epochs=EPOCHS[name], batch_size=workload.batch))


def write_data(folder: str, name: str) -> None:
    """Write as many random images as the workload has samples."""
    rng, count = np.random.default_rng(0), WORKLOADS[name].samples
    path = Path(folder, f"{name}.npz")
    parts = {"train": count, "test": 100}
    np.savez(path, **{f"x_{part}": rng.integers(0, 256, (size, 28, 28), "uint8") for part, size in parts.items()},
             **{f"y_{part}": rng.integers(0, 10, size).astype("uint8") for part, size in parts.items()})
    os.environ[FILE_VARIABLE] = str(path)


def worker_cpu_seconds(workers: Workers) -> float:
    """CPU time of all workers so far."""
    seconds = 0.0
    for pid in getattr(workers.executor, "_processes", {}):
        status = Path(f"/proc/{pid}/stat")
        if status.exists():
            user, system = status.read_text().rpartition(")")[2].split()[11:13]
            seconds += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return seconds


async def measure_cpu(workers: Workers, work: Coroutine[Any, Any, float]) -> tuple[float, float]:
    """Seconds that the work returns, and CPU time of the workers."""
    before = worker_cpu_seconds(workers)
    return await work, worker_cpu_seconds(workers) - before


async def train_plain(workers: Workers, job: Job) -> float:
    """Seconds of a run in one slice, in a worker that has loaded the data."""
    return (await workers.run(run_slice, job)).seconds


async def train_sliced(workers: Workers, experiment: Experiment) -> float:
    """Seconds of the same run as the app trains it, from its first slice on."""
    run = Run()
    Trainer(run, workers).start(experiment)
    while run.status in ("idle", "preparing"):
        await asyncio.sleep(0.001)
    start, done = monotonic(), run.progress
    while run.active:
        await asyncio.sleep(0.001)
    seconds = (monotonic() - start) / (1 - done)
    while run.test is None:
        await asyncio.sleep(0.01)
    return seconds


async def measure_throughput(workers: Workers, experiment: Experiment, learners: int) -> tuple[float, float]:
    """Epochs of all learners together: per second of wall time, and per second of CPU time."""
    fit = FitSpec(epochs=1000, batch_size=experiment.fit.batch_size)  # more than there is time for
    endless = Experiment(experiment.data, experiment.model, experiment.compile, fit)
    runs = [Run() for _ in range(learners)]
    trainers = [Trainer(run, workers) for run in runs]
    for trainer in trainers:
        trainer.start(endless)
    while any(run.status != "running" for run in runs):
        await asyncio.sleep(0.01)
    before, start, cpu = [run.progress for run in runs], monotonic(), worker_cpu_seconds(workers)
    await asyncio.sleep(THROUGHPUT_SECONDS)
    epochs = sum(run.progress - progress for run, progress in zip(runs, before, strict=True)) * 1000
    rates = epochs / (monotonic() - start), epochs / max(1e-9, worker_cpu_seconds(workers) - cpu)
    for trainer in trainers:
        trainer.stop()
    while any(run.test is None for run in runs):
        await asyncio.sleep(0.01)
    return rates


async def record_latency(latencies: list[float]) -> None:
    """Append the delay of the event loop at every heartbeat."""
    while True:
        due = monotonic() + HEARTBEAT
        await asyncio.sleep(HEARTBEAT)
        latencies.append(monotonic() - due)


async def measure(name: str) -> None:
    experiment, workers, latencies = make_experiment(name).with_input_shape(), Workers(2), list[float]()
    whole = Job(experiment, None, Budget(), EPOCHS[name], observing=False)
    heartbeat = asyncio.create_task(record_latency(latencies))
    await asyncio.gather(train_plain(workers, whole), train_plain(workers, whole))  # both workers load the data
    latencies.clear()
    pairs = [(await measure_cpu(workers, train_plain(workers, whole)),
              await measure_cpu(workers, train_sliced(workers, experiment))) for _ in range(ROUNDS)]
    ratio, cpu = (median(one[i] / other[i] for other, one in pairs) for i in range(2))
    alone, four = await measure_throughput(workers, experiment, 1), await measure_throughput(workers, experiment, 4)
    heartbeat.cancel()
    workers.stop()
    seconds = ", ".join(f"{a[0]:.2f} s to {b[0]:.2f} s" for a, b in pairs)
    print(f"{name}: slices ÷ plain {ratio:.3f} ({seconds}), by CPU time {cpu:.3f}; four learners "
          f"÷ one {four[0] / alone[0]:.2f}, by CPU time {four[1] / alone[1]:.2f}; "
          f"event loop late by {1000 * max(latencies):.0f} ms at most", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or EPOCHS:
            write_data(folder, name)
            asyncio.run(measure(name))


if __name__ == "__main__":
    main()
