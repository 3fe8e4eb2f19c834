"""Scenarios of training from generators, PyDatasets and with steps_per_epoch; see callback_scenarios."""

import warnings

import numpy as np
from callback_scenarios import model_of
from model_scenarios import X, Y, rounded_values
from print_scenarios import clock


def batches(count, size=4):
    for i in range(count):
        at = slice(i * size % 20, i * size % 20 + size)
        yield X[at], Y[at]


def endless(size=4):
    return batches(10**9, size)


def dataset(k, count=5, log=None):
    log = [] if log is None else log

    class Rows(k.utils.PyDataset):
        def __init__(self):
            super().__init__()
            self.log = log

        def __len__(self):
            return count

        def __getitem__(self, index):
            log.append(index)
            return X[index * 4:index * 4 + 4], Y[index * 4:index * 4 + 4]

        def on_epoch_end(self):
            log.append("end")

        def on_epoch_begin(self):
            log.append("begin")

    return Rows()


def listener(k, calls):
    return type("Listener", (k.callbacks.Callback,), {
        "on_train_batch_begin": lambda self, batch, logs=None: calls.append(["begin", batch]),
        "on_train_batch_end": lambda self, batch, logs=None: calls.append(["end", batch]),
        "on_test_batch_end": lambda self, batch, logs=None: calls.append(["test", batch]),
        "on_epoch_end": lambda self, epoch, logs=None: calls.append(["epoch", epoch]),
    })()


def run_fit(k, verbose=0, tick=0, **more):
    """History, hooks, the number of warnings that data ran out, and the printed text."""
    calls = []
    hear = listener(k, calls)
    with warnings.catch_warnings(record=True) as caught, clock(k, tick) as out:
        warnings.simplefilter("always")
        history = model_of(k).fit(**{"shuffle": False, "verbose": verbose, "callbacks": [hear], **more})
    ran_out = sum("ran out of data" in str(w.message) for w in caught)
    return [rounded_values(history.history), calls, ran_out, hear.params["steps"], out.getvalue()]


def generators(k):
    return [run_fit(k, x=endless(), epochs=3, steps_per_epoch=4), run_fit(k, x=batches(5), epochs=1),
            run_fit(k, x=batches(5), epochs=2), run_fit(k, x=batches(5), epochs=3, steps_per_epoch=3),
            run_fit(k, x=((*b, np.arange(4) / 2) for b in endless()), epochs=1, steps_per_epoch=3)]


def printed_generators(k):
    return [run_fit(k, 1, 0.25, x=batches(3), epochs=2), run_fit(k, 2, 0.25, x=batches(3), epochs=2),
            run_fit(k, 1, 0.25, x=batches(9), epochs=1, steps_per_epoch=4)]


def datasets(k):
    calls = []
    for more in ({"epochs": 2}, {"epochs": 3, "steps_per_epoch": 3}, {"epochs": 1, "validation_data": dataset(k, 2)}):
        log = []
        result = run_fit(k, x=dataset(k, 5, log), **more)
        calls.append([result, [entry for entry in log[log.index("begin"):] if isinstance(entry, str)]])
    return calls


def shuffled_dataset(k):
    log = []
    run_fit(k, x=dataset(k, 5, log), shuffle=True, epochs=2)
    return [sorted(entry for entry in log if entry in range(5)).count(4), log.count("begin"), log.count("end")]


def counted_steps(k):
    arrays = {"x": X, "y": Y, "batch_size": 4}
    return [run_fit(k, **arrays, epochs=4, steps_per_epoch=3), run_fit(k, **arrays, epochs=2, steps_per_epoch=7),
            run_fit(k, **arrays, epochs=3, steps_per_epoch=2, initial_epoch=1),
            run_fit(k, x=X, y=Y, epochs=2, steps_per_epoch=2)]


def validated(k):
    arrays = {"x": X, "y": Y, "batch_size": 10}
    return [run_fit(k, **arrays, epochs=2, validation_data=(X, Y), validation_steps=1, validation_batch_size=6),
            run_fit(k, **arrays, epochs=2, validation_data=endless(), validation_steps=2),
            run_fit(k, **arrays, epochs=4, validation_data=(X, Y), validation_freq=[1, 4]),
            run_fit(k, x=endless(), steps_per_epoch=2, epochs=2, validation_data=(X, Y)),
            run_fit(k, **arrays, epochs=1, validation_data=batches(4))]


def judged(k):
    """Evaluation and prediction."""
    model = model_of(k)
    with warnings.catch_warnings(record=True) as caught, clock(k, 0.25) as out:
        warnings.simplefilter("always")
        calls = [model.evaluate(batches(4)), model.evaluate(endless(), steps=3), model.evaluate(dataset(k)),
                 model.evaluate(X, Y, batch_size=8, steps=2), model.evaluate(X, Y, batch_size=8, steps=5),
                 np.sum(model.predict(batches(4)), 0).tolist(), np.sum(model.predict(dataset(k)), 0).tolist(),
                 np.sum(model.predict(endless(), steps=2), 0).tolist(),
                 np.sum(model.predict(X, batch_size=6, steps=2), 0).tolist()]
    ran_out = sum("ran out of data" in str(w.message) for w in caught)
    return [rounded_values(calls), ran_out, out.getvalue()]


SCENARIOS = {f.__name__: f for f in (generators, printed_generators, datasets, shuffled_dataset, counted_steps,
                                     validated, judged)}
