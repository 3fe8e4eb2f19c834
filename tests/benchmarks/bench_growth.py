"""Measures how the CPU time of a batch grows with one size, over two decades, and marks steps that are too large.

Run: ``python tests/benchmarks/bench_growth.py [units …] [--plot growth.html]``. One thread. ``work`` is the number of
multiplications in the forward pass. A step is shown as ``cost ratio / max(work ratio, 1)``: at most 1 in the ideal
case, a cliff above 1.5. ``--plot`` also writes a page with charts.
"""

import os
import sys

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from statistics import median
from time import process_time

import numpy as np

import engine as keras
from engine import layers

rng = np.random.default_rng(0)
MAX_STEP = 1.5
"""Larger steps are marked as a cliff."""


def build_dense(units=64, depth=1, batch=32, samples=None, features=64):
    """A stack of Dense layers: the model, its data, the batch size and the work of a forward pass."""
    hidden = [layers.Dense(units, activation="relu") for _ in range(depth)]
    model = keras.Sequential([keras.Input((features,)), *hidden, layers.Dense(10, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    n = samples or batch * 20
    x, y = rng.random((n, features), dtype="float32"), rng.integers(0, 10, n)
    return model, x, y, batch, batch * (features * units + (depth - 1) * units * units + units * 10)


def build_lstm(time=16, units=32, batch=16):
    """An LSTM."""
    model = keras.Sequential([keras.Input((time, 16)), layers.LSTM(units), layers.Dense(1)])
    model.compile("rmsprop", "mse")
    x, y = rng.random((batch * 4, time, 16), dtype="float32"), rng.random((batch * 4, 1), dtype="float32")
    return model, x, y, batch, batch * (time * 4 * units * (16 + units) + units)


def build_conv(size=16, filters=16, batch=4):
    """Two convolutions of 3 × 3 and a pooling."""
    model = keras.Sequential([
        keras.Input((size, size, 3)), layers.Conv2D(filters, 3, padding="same", activation="relu"),
        layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.GlobalAveragePooling2D(), layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = rng.random((batch * 4, size, size, 3), dtype="float32"), rng.random((batch * 4, 1), dtype="float32")
    return model, x, y, batch, batch * size * size * 9 * filters * (3 + filters)


SERIES = {
    "units": (lambda n: build_dense(units=n), (8, 16, 32, 64, 128, 256, 512, 1024)),
    "batch": (lambda n: build_dense(batch=n), (4, 8, 16, 32, 64, 128, 256, 512)),
    "depth": (lambda n: build_dense(depth=n), (1, 2, 4, 8, 16, 32, 64, 128)),
    "samples": (lambda n: build_dense(samples=n), (640, 2000, 6400, 20_000, 64_000)),
    "time": (lambda n: build_lstm(time=n), (4, 8, 16, 32, 64, 128, 256, 512)),
    "image": (lambda n: build_conv(size=n), (4, 8, 16, 32, 64, 128, 256, 400)),
    "filters": (lambda n: build_conv(filters=n), (4, 8, 16, 32, 64, 128, 256, 400)),
    "lstm units": (lambda n: build_lstm(units=n), (4, 8, 16, 32, 64, 128, 256, 512)),
}


def median_batch_seconds(model, x, y, batch):
    """Median CPU time of a batch over epochs, without the first one."""
    steps, times = -(-len(x) // batch), []
    model.fit(x, y, batch_size=batch, verbose=0)
    start = process_time()
    while len(times) < 5 or (process_time() - start < 0.3 and len(times) < 101):
        epoch_start = process_time()
        model.fit(x, y, batch_size=batch, verbose=0)
        times.append((process_time() - epoch_start) / steps)
    return median(times)


def measure_series(name):
    """Measure and print one series; returns its sizes and seconds."""
    make, sizes = SERIES[name]
    times, before = [], None
    for size in sizes:
        *arguments, work = make(size)
        seconds = median_batch_seconds(*arguments)
        step = "" if before is None else f"{seconds / before[0] / max(1.0, work / before[1]):8.2f}"
        mark = " cliff" if step and float(step) > MAX_STEP else ""
        print(f"{name:10} {size:>7} {seconds * 1e6:12.1f} us {work / seconds / 1e9:9.3f} G/s {step}{mark}", flush=True)
        times.append(seconds)
        before = seconds, work
    return sizes, times


def plot(series, path):
    """Draw all series, both axes logarithmic, as a page."""
    from bokeh.layouts import gridplot
    from bokeh.plotting import figure, save
    from bokeh.resources import INLINE

    figures = []
    for name, (sizes, times) in series.items():
        chart = figure(title=name, x_axis_type="log", y_axis_type="log", width=320, height=240)
        chart.line(sizes, times)
        chart.scatter(sizes, times)
        figures.append(chart)
    save(gridplot(figures, ncols=3), filename=path, resources=INLINE, title="Growth")


def main() -> None:
    path = sys.argv[sys.argv.index("--plot") + 1] if "--plot" in sys.argv else None
    names = [name for name in SERIES if name in sys.argv[1:]] or list(SERIES)
    series = {name: measure_series(name) for name in names}
    if path:
        plot(series, path)


if __name__ == "__main__":
    main()
