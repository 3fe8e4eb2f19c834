"""How cost grows: microseconds of processor a batch against one size, over two decades, and where a step is too large.

Run: ``python tests/benchmarks/bench_growth.py [units …] [--plot growth.html]``. One thread. ``work`` is the number of
products of two numbers in the forward pass. A step is told as ``cost ratio / max(work ratio, 1)``: up to 1 is the
ideal, above 1.5 a cliff. ``--plot`` also draws a page.
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
CLIFF = 1.5


def dense(units=64, depth=1, batch=32, samples=None, features=64):
    """A stack of Dense layers: the model, its data, the batch size and the products in a forward pass."""
    hidden = [layers.Dense(units, activation="relu") for _ in range(depth)]
    model = keras.Sequential([keras.Input((features,)), *hidden, layers.Dense(10, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    n = samples or batch * 20
    x, y = rng.random((n, features), dtype="float32"), rng.integers(0, 10, n)
    return model, x, y, batch, batch * (features * units + (depth - 1) * units * units + units * 10)


def recurrent(time=16, units=32, batch=16):
    """An LSTM."""
    model = keras.Sequential([keras.Input((time, 16)), layers.LSTM(units), layers.Dense(1)])
    model.compile("rmsprop", "mse")
    x, y = rng.random((batch * 4, time, 16), dtype="float32"), rng.random((batch * 4, 1), dtype="float32")
    return model, x, y, batch, batch * (time * 4 * units * (16 + units) + units)


def pictures(size=16, filters=16, batch=4):
    """Two convolutions of 3 × 3 and a pooling."""
    model = keras.Sequential([
        keras.Input((size, size, 3)), layers.Conv2D(filters, 3, padding="same", activation="relu"),
        layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.GlobalAveragePooling2D(), layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = rng.random((batch * 4, size, size, 3), dtype="float32"), rng.random((batch * 4, 1), dtype="float32")
    return model, x, y, batch, batch * size * size * 9 * filters * (3 + filters)


SERIES = {
    "units": (lambda n: dense(units=n), (8, 16, 32, 64, 128, 256, 512, 1024)),
    "batch": (lambda n: dense(batch=n), (4, 8, 16, 32, 64, 128, 256, 512)),
    "depth": (lambda n: dense(depth=n), (1, 2, 4, 8, 16, 32, 64, 128)),
    "samples": (lambda n: dense(samples=n), (640, 2000, 6400, 20_000, 64_000)),
    "time": (lambda n: recurrent(time=n), (4, 8, 16, 32, 64, 128, 256, 512)),
    "image": (lambda n: pictures(size=n), (4, 8, 16, 32, 64, 128, 256, 400)),
    "filters": (lambda n: pictures(filters=n), (4, 8, 16, 32, 64, 128, 256, 400)),
    "lstm units": (lambda n: recurrent(units=n), (4, 8, 16, 32, 64, 128, 256, 512)),
}


def seconds(model, x, y, batch):
    """The median time of a batch, over epochs of which the first does not count."""
    steps, times = -(-len(x) // batch), []
    model.fit(x, y, batch_size=batch, verbose=0)
    begun = process_time()
    while len(times) < 5 or (process_time() - begun < 0.3 and len(times) < 101):
        before = process_time()
        model.fit(x, y, batch_size=batch, verbose=0)
        times.append((process_time() - before) / steps)
    return median(times)


def table(name):
    """Print one series; its sizes and seconds."""
    make, sizes = SERIES[name]
    found, before = [], None
    for size in sizes:
        *given, work = make(size)
        took = seconds(*given)
        step = "" if before is None else f"{took / before[0] / max(1.0, work / before[1]):8.2f}"
        mark = " cliff" if step and float(step) > CLIFF else ""
        print(f"{name:10} {size:>7} {took * 1e6:12.1f} us {work / took / 1e9:9.3f} G/s {step}{mark}", flush=True)
        found.append(took)
        before = took, work
    return sizes, found


def plot(series, path):
    """Draw all series, both axes logarithmic, as a page."""
    from bokeh.layouts import gridplot
    from bokeh.plotting import figure, save
    from bokeh.resources import INLINE

    figures = []
    for name, (sizes, found) in series.items():
        chart = figure(title=name, x_axis_type="log", y_axis_type="log", width=320, height=240)
        chart.line(sizes, found)
        chart.scatter(sizes, found)
        figures.append(chart)
    save(gridplot(figures, ncols=3), filename=path, resources=INLINE, title="Growth")


def main() -> None:
    path = sys.argv[sys.argv.index("--plot") + 1] if "--plot" in sys.argv else None
    chosen = [name for name in SERIES if name in sys.argv[1:]] or list(SERIES)
    series = {name: table(name) for name in chosen}
    if path:
        plot(series, path)


if __name__ == "__main__":
    main()
