"""Record the output of Keras's Progbar and fit into progbar.json, with a fake clock.

Run in an environment with Keras 3 and a backend: ``python tests/golden/record_progbar.py``. Tests only read the file.
"""

import contextlib
import io
import json
from pathlib import Path

import keras
import numpy as np
from keras.src.utils import progbar

START = 1000.0
LOSSES = [2.5, 1.25, 0.5, 0.0009, 0.1]

# Each update: seconds since the start, current, values, finalize.
SCENARIOS = {
    "usual": ({"target": 5}, [[0.2 + 0.3 * i, i + 1, [["accuracy", i / 4], ["loss", x]], None]
                              for i, x in enumerate(LOSSES)]),
    "as they come": ({"target": 5, "stateless_metrics": []}, [[0.3 * i, i + 1, [["loss", x]], i == 4]
                                                              for i, x in enumerate(LOSSES)]),
    "stateful and averaged": ({"target": 4, "stateful_metrics": ["a"]}, [[i, i, [["a", i], ["b", i]], None]
                                                                         for i in range(1, 5)]),
    "averaged by name": ({"target": 4, "stateless_metrics": ["b"]}, [[i, i, [["a", i], ["b", i]], None]
                                                                     for i in range(1, 5)]),
    "too often": ({"target": 10}, [[0.02 * i, i, [["loss", 1.0]], None] for i in range(11)]),
    "interval": ({"target": 10, "interval": 1}, [[0.4 * i, i, [["loss", 1 / (i + 1)]], None] for i in range(11)]),
    "narrow": ({"target": 3, "width": 7, "unit_name": "sample"}, [[i / 7, i, [], None] for i in range(4)]),
    "long": ({"target": 20000}, [[t, n, [["loss", -t]], None]
                                 for t, n in [[0, 0], [2, 1], [9, 2], [100, 40], [7000, 9000], [30000, 20000]]]),
    "minutes": ({"target": 100}, [[2, 1, None, None], [7, 3, None, None], [150, 90, None, None],
                                  [160, 100, None, None]]),
    "quick": ({"target": 1000}, [[0.000123, 1, None, None], [0.1, 500, None, None], [0.2, 1000, None, None]]),
    "shrinking": ({"target": 3, "stateless_metrics": []}, [[1, 1, [["loss", 123456.0]], None],
                                                           [2, 2, [["loss", 1.0]], None],
                                                           [3, 3, [["loss", 2.0]], None]]),
    "small and negative": ({"target": 2}, [[1, 1, [["a", -2.0], ["b", 0.001], ["c", -0.0001]], None],
                                           [2, 2, [["a", -3.0], ["b", 0.0], ["c", 1e-9]], None]]),
    "unknown": ({"target": None}, [[i, i, [["loss", 0.5]], i == 3] for i in range(1, 4)]),
    "past the target": ({"target": 2}, [[1, 1, None, False], [2, 2, None, False], [2.5, 2, [["loss", 1.0]], True]]),
    "line": ({"target": 12, "verbose": 2}, [[0.3 * i, i, [["accuracy", i / 12], ["loss", -1.0 / i]], None]
                                            for i in range(1, 13)]),
    "line, unknown": ({"target": None, "verbose": 2}, [[1, 1, [["loss", 1.0]], True]]),
    "silent": ({"target": 2, "verbose": 0}, [[1, 1, [["loss", 1.0]], None], [2, 2, [["loss", 1.0]], None]]),
}


class Clock:
    now = START

    def time(self):
        return self.now


def run_progbar(arguments, updates, redraws):
    clock = Clock()
    progbar.time = clock
    with contextlib.redirect_stdout(io.StringIO()) as out:
        bar = keras.utils.Progbar(**arguments)
        bar._dynamic_display = redraws
        for seconds, current, values, finalize in updates:
            clock.now = START + seconds
            bar.update(current, values, finalize)
    return out.getvalue()


class Ticking:
    """A fake clock that advances by 0.25 s per reading."""

    now = START

    def time(self):
        self.now += 0.25
        return self.now


class CallRecorder(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.calls = []

    def on_epoch_begin(self, epoch, logs=None):
        self.calls.append(["epoch", epoch])

    def on_train_batch_end(self, batch, logs=None):
        self.calls.append(["batch", batch, logs])

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append(["end", epoch, {k: float(v) for k, v in logs.items()}])


def run_fit(verbose, epochs):
    """The output of fit, and the logs of its callbacks."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 3)).astype("float32"), rng.integers(0, 2, 20)
    progbar.time = Ticking()
    recorder = CallRecorder()
    with contextlib.redirect_stdout(io.StringIO()) as out:
        model.fit(x, y, batch_size=8, epochs=epochs, verbose=verbose, validation_split=0.2, callbacks=[recorder])
    return {"verbose": verbose, "epochs": epochs, "steps": 2, "calls": recorder.calls, "text": out.getvalue()}


def main() -> None:
    recorded = {
        name: {"arguments": arguments, "updates": updates, "redrawn": run_progbar(arguments, updates, True),
               "in lines": run_progbar(arguments, updates, False)}
        for name, (arguments, updates) in SCENARIOS.items()
    }
    fits = [run_fit(1, 2), run_fit(2, 2), run_fit(1, 1)]
    path = Path(__file__).with_name("progbar.json")
    path.write_text(json.dumps({"scenarios": recorded, "fits": fits}, indent=1), encoding="utf-8")
    print(f"{len(recorded)} scenarios recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
