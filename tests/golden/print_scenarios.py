"""Scenarios of printed summaries and progress bars, like those of model_scenarios.py."""

import contextlib
import io
import sys
from types import SimpleNamespace

from model_scenarios import X, Y, classifier, compiled


def text(model, **options):
    lines = []
    model.summary(print_fn=lambda *parts, **_: lines.append(parts[0]), **options)
    return "\n".join(lines)


def summary_built(k):
    return text(classifier(k))


def summary_unbuilt(k):
    return text(k.Sequential([k.layers.Dense(5), k.layers.Dropout(0.5), k.layers.BatchNormalization()]))


def summary_of_nothing(k):
    return text(k.Sequential())


def summary_of_input_alone(k):
    return text(k.Sequential([k.Input((4,))]))


def summary_one_layer(k):
    return text(k.Sequential([k.layers.Dense(1, input_dim=3)]))


def summary_compiled(k):
    return text(compiled(classifier(k)))


def summary_after_fit(k):
    model = compiled(classifier(k))
    model.fit(X, Y, verbose=0)
    return text(model)


def summary_after_fit_sgd(k):
    model = compiled(classifier(k), optimizer="sgd")
    model.fit(X, Y, verbose=0)
    return text(model)


def summary_after_fit_nadam(k):
    model = compiled(classifier(k), optimizer="nadam")
    model.fit(X, Y, verbose=0)
    return text(model)


def summary_frozen(k):
    model = k.Sequential([k.Input((28, 28, 1)), k.layers.Flatten(), k.layers.Dense(300, trainable=False),
                          k.layers.BatchNormalization(), k.layers.Dense(10)])
    return text(model, show_trainable=True)


def summary_long_names(k):
    return text(k.Sequential([
        k.Input((16,)), k.layers.Dense(8, name="a_layer_with_a_name_that_is_far_too_long_for_its_column"),
        k.layers.Dense(2048, name="second"), k.layers.Reshape((8, 16, 4, 4), name="reshape_it")],
        name="a_model"))


def summary_narrow(k):
    return text(classifier(k), line_length=60)


def summary_positions(k):
    return text(classifier(k), line_length=70, positions=[0.3, 0.7, 1.0])


def summary_large(k):
    return text(k.Sequential([k.Input((784,)), k.layers.Dense(512), k.layers.Dense(512), k.layers.Dense(10)]))


@contextlib.contextmanager
def clock(k, tick):
    """Capture stdout with a fake clock that advances by ``tick`` seconds per reading."""
    module = sys.modules[k.utils.Progbar.__module__]
    looks = iter(range(10**6))
    before, module.time = module.time, SimpleNamespace(time=lambda: 1000 + tick * next(looks))
    try:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            yield out
    finally:
        module.time = before


def printing(k, tick, verbose, epochs=2, **more):
    model = compiled(classifier(k), optimizer=k.optimizers.SGD(0.1))
    with clock(k, tick) as out:
        model.fit(X, Y, epochs=epochs, batch_size=6, verbose=verbose, shuffle=False, **more)
        model.evaluate(X, Y, batch_size=6, verbose=verbose)
        model.predict(X, batch_size=6, verbose=verbose)
    return out.getvalue()


def listener(k):
    """A callback with a hook for every batch."""
    return type("Listener", (k.callbacks.Callback,), {"on_train_batch_end": lambda self, batch, logs=None: None})()


def prints_a_bar(k):
    return printing(k, 0.25, 1, callbacks=[listener(k)], validation_split=0.2)


def prints_a_quick_bar(k):
    return printing(k, 0, "auto", validation_data=(X, Y))


def prints_a_line(k):
    return printing(k, 0.25, 2)


def prints_one_epoch(k):
    return printing(k, 0, 1, epochs=1)


def prints_nothing(k):
    return printing(k, 0.25, 0)


SCENARIOS = {f.__name__: f for f in (
    summary_built, summary_unbuilt, summary_of_nothing, summary_of_input_alone, summary_one_layer, summary_compiled,
    summary_after_fit, summary_after_fit_sgd, summary_after_fit_nadam, summary_frozen, summary_long_names,
    summary_narrow, summary_positions, summary_large, prints_a_bar, prints_a_quick_bar, prints_a_line,
    prints_one_epoch, prints_nothing)}
