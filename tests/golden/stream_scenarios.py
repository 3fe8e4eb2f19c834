"""Training from generators, PyDatasets and counted steps, for real Keras and for the engine: see callback_scenarios."""

import warnings

import numpy as np
from callback_scenarios import model_of
from model_scenarios import X, Y, numbers
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


def listener(k, found):
    return type("Listener", (k.callbacks.Callback,), {
        "on_train_batch_begin": lambda self, batch, logs=None: found.append(["begin", batch]),
        "on_train_batch_end": lambda self, batch, logs=None: found.append(["end", batch]),
        "on_test_batch_end": lambda self, batch, logs=None: found.append(["test", batch]),
        "on_epoch_end": lambda self, epoch, logs=None: found.append(["epoch", epoch]),
    })()


def fitted(k, verbose=0, tick=0, **more):
    """History, hooks, how often Keras warned that data ran out, and what was printed."""
    calls = []
    hear = listener(k, calls)
    with warnings.catch_warnings(record=True) as caught, clock(k, tick) as out:
        warnings.simplefilter("always")
        history = model_of(k).fit(**{"shuffle": False, "verbose": verbose, "callbacks": [hear], **more})
    ran_out = sum("ran out of data" in str(w.message) for w in caught)
    return [numbers(history.history), calls, ran_out, hear.params["steps"], out.getvalue()]


def generators(k):
    return [fitted(k, x=endless(), epochs=3, steps_per_epoch=4), fitted(k, x=batches(5), epochs=1),
            fitted(k, x=batches(5), epochs=2), fitted(k, x=batches(5), epochs=3, steps_per_epoch=3),
            fitted(k, x=((*b, np.arange(4) / 2) for b in endless()), epochs=1, steps_per_epoch=3)]


def printed_generators(k):
    return [fitted(k, 1, 0.25, x=batches(3), epochs=2), fitted(k, 2, 0.25, x=batches(3), epochs=2),
            fitted(k, 1, 0.25, x=batches(9), epochs=1, steps_per_epoch=4)]


def datasets(k):
    found = []
    for more in ({"epochs": 2}, {"epochs": 3, "steps_per_epoch": 3}, {"epochs": 1, "validation_data": dataset(k, 2)}):
        log = []
        result = fitted(k, x=dataset(k, 5, log), **more)
        found.append([result, [entry for entry in log[log.index("begin"):] if isinstance(entry, str)]])
    return found


def shuffled_dataset(k):
    log = []
    fitted(k, x=dataset(k, 5, log), shuffle=True, epochs=2)
    return [sorted(entry for entry in log if entry in range(5)).count(4), log.count("begin"), log.count("end")]


def counted_steps(k):
    arrays = {"x": X, "y": Y, "batch_size": 4}
    return [fitted(k, **arrays, epochs=4, steps_per_epoch=3), fitted(k, **arrays, epochs=2, steps_per_epoch=7),
            fitted(k, **arrays, epochs=3, steps_per_epoch=2, initial_epoch=1),
            fitted(k, x=X, y=Y, epochs=2, steps_per_epoch=2)]


def validated(k):
    arrays = {"x": X, "y": Y, "batch_size": 10}
    return [fitted(k, **arrays, epochs=2, validation_data=(X, Y), validation_steps=1, validation_batch_size=6),
            fitted(k, **arrays, epochs=2, validation_data=endless(), validation_steps=2),
            fitted(k, **arrays, epochs=4, validation_data=(X, Y), validation_freq=[1, 4]),
            fitted(k, x=endless(), steps_per_epoch=2, epochs=2, validation_data=(X, Y)),
            fitted(k, **arrays, epochs=1, validation_data=batches(4))]


def judged(k):
    """Evaluation and prediction."""
    model = model_of(k)
    with warnings.catch_warnings(record=True) as caught, clock(k, 0.25) as out:
        warnings.simplefilter("always")
        found = [model.evaluate(batches(4)), model.evaluate(endless(), steps=3), model.evaluate(dataset(k)),
                 model.evaluate(X, Y, batch_size=8, steps=2), model.evaluate(X, Y, batch_size=8, steps=5),
                 np.sum(model.predict(batches(4)), 0).tolist(), np.sum(model.predict(dataset(k)), 0).tolist(),
                 np.sum(model.predict(endless(), steps=2), 0).tolist(),
                 np.sum(model.predict(X, batch_size=6, steps=2), 0).tolist()]
    ran_out = sum("ran out of data" in str(w.message) for w in caught)
    return [numbers(found), ran_out, out.getvalue()]


SCENARIOS = {f.__name__: f for f in (generators, printed_generators, datasets, shuffled_dataset, counted_steps,
                                     validated, judged)}
