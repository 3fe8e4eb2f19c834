"""Measures the CPU time of an epoch of ``fit`` on the workloads, with and without a progress bar.

Run: ``python tests/benchmarks/bench_fit.py [W1 …] [--profile]``. One thread; medians over epochs, without the first one,
which compiles or loads kernels. Only ratios are meaningful: the processor's clock rate varies.
"""

import os
import sys

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import cProfile
import pstats
from contextlib import redirect_stdout
from statistics import median
from time import process_time

from workloads import WORKLOADS, build_model

import engine as keras


class EpochTimer(keras.callbacks.Callback):
    """Records the CPU time of every epoch."""

    def __init__(self):
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = process_time()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(process_time() - self.start)


def measure_epochs(workload, verbose):
    """CPU time of every epoch but the first."""
    (x, y), model, timer = workload.make_data(), build_model(keras, workload), EpochTimer()
    model.fit(x, y, epochs=1, batch_size=workload.batch, verbose=0)
    model.fit(x, y, epochs=max(3, workload.epochs), batch_size=workload.batch, verbose=verbose, callbacks=[timer])
    return timer.seconds


def main() -> None:
    names = [name for name in sys.argv[1:] if name in WORKLOADS] or list(WORKLOADS)
    for name in names:
        if "--profile" in sys.argv:
            measure_epochs(WORKLOADS[name], 0)
            with cProfile.Profile() as profile:
                measure_epochs(WORKLOADS[name], 0)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        silent = measure_epochs(WORKLOADS[name], 0)
        with open(os.devnull, "w") as null, redirect_stdout(null):
            verbose = measure_epochs(WORKLOADS[name], 1)
        print(f"{name}: {median(silent):.5f} s an epoch, {median(verbose):.5f} s with a progress bar", flush=True)


if __name__ == "__main__":
    main()
