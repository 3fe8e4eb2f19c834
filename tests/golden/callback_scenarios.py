"""Scenarios of callbacks, run with Keras by the recorder and with the engine by the tests.

Every scenario takes a module, keras or engine, and returns plain data. Read by record_callbacks.py and by
tests/engine/callbacks/test_as_keras.py, with stream_scenarios.py.
"""

import contextlib
import io
import tempfile
from pathlib import Path

import numpy as np
from model_scenarios import X, Y, rounded_values, set_test_weights
from print_scenarios import clock

QUIET = {"epochs": 12, "batch_size": 10, "verbose": 0, "shuffle": False}


def model_of(k, rate=0.1, metrics=("accuracy",)):
    model = set_test_weights(k.Sequential([k.Input((4,)), k.layers.Dense(3, activation="softmax")]))
    model.compile(k.optimizers.SGD(rate), "sparse_categorical_crossentropy", metrics=list(metrics))
    return model


def log_writer(k, **series):
    """A callback that writes values into the logs of every epoch, and records learning rates and weights."""
    class LogWriter(k.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.rates, self.weights = [], []

        def on_epoch_end(self, epoch, logs=None):
            for name, values in series.items():
                logs[name] = values[min(epoch, len(values) - 1)]
            self.rates.append(float(np.asarray(self.model.optimizer.learning_rate)))
            self.weights.append(self.model.get_weights()[1])

    return LogWriter()


def run(k, callbacks, model=None, **more):
    """Fit with the callbacks; returns the model, the History and the printed text."""
    model = model or model_of(k)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        history = model.fit(X, Y, **{**QUIET, **more}, callbacks=callbacks)
    return model, history, out.getvalue()


def stopping(k, series, name="val_loss", **settings):
    writer = log_writer(k, **{name: series})
    model, history, text = run(k, [writer, k.callbacks.EarlyStopping(**{"verbose": 1, **settings})])
    same = [i for i, w in enumerate(writer.weights) if np.array_equal(w, model.get_weights()[1])]
    return [history.epoch, text, same]


DIPS = [1.0, 0.8, 0.9, 0.7, 0.75, 0.72, 0.71, 0.705, 0.6, 0.9, 0.9, 0.9]
RISES = [0.1, 0.3, 0.2, 0.25, 0.28, 0.1, 0.1, 0.1]


def early_stopping(k):
    return [
        stopping(k, DIPS), stopping(k, DIPS, patience=2), stopping(k, DIPS, patience=4, restore_best_weights=True),
        stopping(k, DIPS, patience=2, restore_best_weights=True, verbose=0),
        stopping(k, DIPS, patience=2, min_delta=0.15), stopping(k, DIPS, patience=3, baseline=0.65),
        stopping(k, DIPS, patience=3, baseline=0.75, restore_best_weights=True),
        stopping(k, DIPS, patience=1, start_from_epoch=4), stopping(k, [1.0] * 12, patience=0),
        stopping(k, [1.0, float("nan"), 0.5, 0.6, 0.7, 0.8], patience=2),
        stopping(k, [0.9, 0.8, 0.7], patience=3, restore_best_weights=True),
        stopping(k, RISES, "val_accuracy", monitor="val_accuracy", patience=2),
        stopping(k, RISES, "val_accuracy", monitor="val_accuracy", mode="max", patience=3, restore_best_weights=True),
        stopping(k, RISES, "own", monitor="own", mode="min", patience=3),
    ]


def plateau(k, series, rate=0.1, **settings):
    callbacks = [log_writer(k, val_loss=series), k.callbacks.ReduceLROnPlateau(**{"verbose": 1, **settings})]
    _, history, text = run(k, callbacks, model_of(k, rate))
    return [[float(f"{rate:.5g}") for rate in history.history["learning_rate"]], list(history.history), text]


def reduce_on_plateau(k):
    flat = [1.0] * 12
    return [
        plateau(k, flat, patience=2), plateau(k, flat, patience=2, factor=0.5, cooldown=2),
        plateau(k, DIPS, patience=2, factor=0.5), plateau(k, flat, patience=1, factor=0.2, min_lr=0.003),
        plateau(k, [1 - 1e-5 * i for i in range(12)], patience=3), plateau(k, flat, patience=0, min_lr=1e-5),
        plateau(k, [1 - 1e-5 * i for i in range(12)], patience=3, min_delta=0), plateau(k, flat, rate=0.01, patience=4),
    ]


def scheduled(k, schedule, **settings):
    writer = log_writer(k)
    _, history, text = run(k, [k.callbacks.LearningRateScheduler(schedule, **settings), writer], epochs=4)
    return [rounded_values(writer.rates), rounded_values(history.history), list(history.history), text]


def schedulers(k):
    return [scheduled(k, lambda epoch, rate: rate * 0.5 if epoch else rate, verbose=1),
            scheduled(k, lambda epoch: 0.25 / (epoch + 1)), scheduled(k, lambda epoch: np.float64(0.125), verbose=1)]


def shown_rates(k):
    """The learning rate in progress lines with a LearningRateScheduler."""
    with clock(k, 0) as out:
        model_of(k).fit(X, Y, epochs=2, batch_size=10, verbose=2, shuffle=False, validation_split=0.2,
                        callbacks=[k.callbacks.LearningRateScheduler(lambda epoch: 0.5 ** epoch)])
    return out.getvalue()


def terminating(k):
    x = X.copy()
    x[13] = np.nan
    model = model_of(k)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        history = model.fit(x, Y, epochs=3, batch_size=4, shuffle=False, verbose=0,
                            callbacks=[k.callbacks.TerminateOnNaN()])
    return [history.epoch, out.getvalue(), [str(v) for v in history.history["loss"]], list(history.history)]


def rounded(text):
    """A CSV text with its numbers rounded."""
    def cell(word):
        try:
            return f"{float(word):.3f}" if "." in word else word
        except ValueError:
            return word
    return [[cell(word) for word in line.split("," if "," in line else ";")] for line in text.splitlines()]


def csv_files(k):
    results = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        run(k, [k.callbacks.CSVLogger(str(path))], epochs=2)
        results.append(rounded(path.read_text("utf-8")))
        run(k, [k.callbacks.CSVLogger(path, append=True)], epochs=1)
        results.append(rounded(path.read_text("utf-8")))
        run(k, [k.callbacks.CSVLogger(path, separator=";", append=False)], epochs=2, validation_split=0.2)
        results.append(rounded(path.read_text("utf-8")))
        run(k, [k.callbacks.CSVLogger(path, append=True)], epochs=4, validation_data=(X, Y), validation_freq=2)
        results.append(rounded(path.read_text("utf-8")))
        run(k, [log_writer(k, own=[[1, 2]], word=["yes"]), k.callbacks.CSVLogger(path)], epochs=1)
        results.append(rounded(path.read_text("utf-8")))
    return results


def saving(k, series, name="w{epoch:02d}-{val_loss:.2f}.keras", **settings):
    """The files that a checkpoint saves, in order; the save methods are fakes."""
    saved = []
    model = model_of(k)
    model.save = lambda path, overwrite=True: saved.append(["model", Path(path).name])
    model.save_weights = lambda path, overwrite=True: saved.append(["weights", Path(path).name])
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "kept"
        checkpoint = k.callbacks.ModelCheckpoint(str(directory / name), **{"verbose": 1, **settings})
        _, _, text = run(k, [log_writer(k, val_loss=series, val_accuracy=RISES), checkpoint], model, epochs=6)
        return [saved, text.replace(str(directory) + "/", ""), directory.is_dir()]


def checkpoints(k):
    return [
        saving(k, DIPS), saving(k, DIPS, "best.keras", save_best_only=True),
        saving(k, DIPS, "{epoch}.weights.h5", save_weights_only=True, save_best_only=True, verbose=0),
        saving(k, DIPS, "best.h5", save_best_only=True, monitor="val_accuracy"),
        saving(k, DIPS, "best.keras", save_best_only=True, monitor="val_accuracy", mode="min"),
        saving(k, DIPS, "best.keras", save_best_only=True, initial_value_threshold=0.75),
        saving(k, DIPS, "e{epoch}b{batch}.keras", save_freq=3),
    ]


def backing_up(k):
    """A run that is interrupted in its third epoch and restarted."""
    class Breaks(k.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise KeyboardInterrupt

    def with_files(model):
        def save_weights(filepath, overwrite=True):
            with Path(filepath).open("wb") as file:
                np.savez(file, *model.get_weights())

        model.save_weights = save_weights
        model.load_weights = lambda filepath: model.set_weights(
            list(np.load(io.BytesIO(Path(filepath).read_bytes())).values()))
        return model

    results = []
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "backup"
        with contextlib.suppress(KeyboardInterrupt):
            run(k, [k.callbacks.BackupAndRestore(str(directory)), Breaks()], with_files(model_of(k)), epochs=5)
        results.append(sorted(path.name for path in directory.iterdir()))
        results.append((directory / "training_metadata.json").read_text("utf-8"))
        model, history, _ = run(k, [k.callbacks.BackupAndRestore(str(directory))], with_files(model_of(k)), epochs=5)
        results += [history.epoch, rounded_values(history.history), directory.exists()]
    whole = run(k, [], epochs=5)[0]
    return [*results, bool(np.allclose(whole.get_weights()[0], model.get_weights()[0], atol=1e-6))]


def hooks(k):
    """Every hook of fit with validation, of evaluate and of predict, with the names in its logs."""
    results = []

    def keep(name):
        def hook(self, *arguments, logs=None):
            given = [a for a in (*arguments, logs) if a is not None]
            results.append([name, *(a if isinstance(a, int) else sorted(a) for a in given if isinstance(a, int) or a)])
        return hook

    names = [f"on_{what}_{when}" for what in ("train", "test", "predict", "epoch", "train_batch", "test_batch",
                                              "predict_batch") for when in ("begin", "end")]
    listener = type("Listener", (k.callbacks.Callback,), {name: keep(name) for name in names})()
    older = type("Older", (k.callbacks.Callback,), {"on_batch_begin": keep("on_batch_begin"),
                                                    "on_batch_end": keep("on_batch_end")})()
    model = model_of(k, metrics=["acc"])
    model.fit(X, Y, epochs=1, batch_size=10, verbose=0, validation_data=(X, Y), validation_batch_size=15,
              callbacks=[listener, older])
    params = dict(listener.params)
    model.evaluate(X, Y, batch_size=15, verbose=0, callbacks=[listener])
    model.predict(X, batch_size=15, verbose=0, callbacks=[listener])
    return [results, params, dict(listener.params)]


def histories(k):
    """The keys of History are the compiled names; a History passed as a callback is continued."""
    results = []
    for metrics in (["acc"], ["accuracy"], ["sparse_categorical_accuracy"], []):
        model, history, _ = run(k, None, model_of(k, metrics=metrics), epochs=1, validation_split=0.2)
        results.append([list(history.history), model.history is history])
    own = k.callbacks.History()
    model, history, _ = run(k, [own], epochs=2)
    run(k, [own], model, epochs=1)
    return [*results, history is own, own.epoch, {name: len(values) for name, values in own.history.items()}]


def meddling(k):
    """Changes by a callback take effect at once: weights and learning rate between batches, and stop_training."""
    class Meddler(k.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 0:
                self.model.set_weights([w * 0.5 for w in self.model.get_weights()])
            self.model.optimizer.learning_rate = 0.3 / (batch + 1)

        def on_test_begin(self, logs=None):
            self.kept = self.model.get_weights()
            self.model.set_weights([w * 0 for w in self.kept])

        def on_test_end(self, logs=None):
            self.model.set_weights(self.kept)

        def on_epoch_end(self, epoch, logs=None):
            logs["own"] = round(self.model.evaluate(X, Y, verbose=0)[0], 3)
            if epoch == 2:
                self.model.stop_training = True

    model, history, _ = run(k, Meddler(), batch_size=6, validation_data=(X, Y))
    return [history.epoch, rounded_values(history.history), rounded_values(model.get_weights()[1].tolist())]


def stopping_within(k):
    """An epoch that is stopped within still calls its hooks and is validated."""
    class Stopper(k.callbacks.Callback):
        def on_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    _, history, _ = run(k, [Stopper()], batch_size=4, validation_data=(X, Y))
    return [history.epoch, rounded_values(history.history)]


SCENARIOS = {f.__name__: f for f in (
    early_stopping, reduce_on_plateau, schedulers, shown_rates, terminating, csv_files, checkpoints, backing_up, hooks,
    histories, meddling, stopping_within)}
