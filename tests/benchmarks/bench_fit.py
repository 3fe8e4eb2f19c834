"""How long an epoch of ``fit`` takes: medians of the workloads, in seconds of one processor.

Run: ``python tests/benchmarks/bench_fit.py [W1 …] [--profile]``. One thread; the first epoch, which compiles or loads
kernels, does not count, nor does the time in which others had the processor. Only ratios mean anything.
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

from workloads import WORKLOADS, built

import engine as keras


class Stopwatch(keras.callbacks.Callback):
    """The seconds of every epoch."""

    def __init__(self):
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = process_time()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(process_time() - self.begin)


def epochs(workload, verbose):
    """Seconds of every epoch but the first."""
    (x, y), model, watch = workload.data(), built(keras, workload), Stopwatch()
    model.fit(x, y, epochs=1, batch_size=workload.batch, verbose=0)
    model.fit(x, y, epochs=max(3, workload.epochs), batch_size=workload.batch, verbose=verbose, callbacks=[watch])
    return watch.seconds


def main() -> None:
    chosen = [name for name in sys.argv[1:] if name in WORKLOADS] or list(WORKLOADS)
    for name in chosen:
        if "--profile" in sys.argv:
            epochs(WORKLOADS[name], 0)
            with cProfile.Profile() as profile:
                epochs(WORKLOADS[name], 0)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        silent = epochs(WORKLOADS[name], 0)
        with open(os.devnull, "w") as nothing, redirect_stdout(nothing):
            shown = epochs(WORKLOADS[name], 1)
        print(f"{name}: {median(silent):.5f} s an epoch, {median(shown):.5f} s with a progress bar", flush=True)


if __name__ == "__main__":
    main()
