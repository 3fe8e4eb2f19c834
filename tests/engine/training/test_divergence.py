"""A loss that is not finite: its cause is named, and a smaller learning rate advised only where it can help."""

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import ProblemError

X = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
Y = X[:, :1]


def with_value(array, row, column, value=np.nan):
    changed = array.copy()
    changed[row, column] = value
    return changed


def fit(stack=(), x=X, y=Y, loss="mse", rate=0.01, **settings):
    model = keras.Sequential([keras.Input(x.shape[1:]), *stack, layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(rate), loss)
    with np.errstate(all="ignore"):
        model.fit(x, y, batch_size=5, epochs=60, verbose=0, **settings)


def ratio(x):
    return x / keras.ops.sum(x, -1, keepdims=True)


WORDS = np.array([[1, 2, 0], [3, 0, 0], [0, 0, 0], [1, 1, 1]])
CASES = {
    "nan in x": (lambda: fit(x=with_value(X, 13, 2)), "data_not_finite", r"x contains nan at x\[13, 2\]"),
    "inf in y": (lambda: fit(y=with_value(Y, 7, 0, np.inf)), "data_not_finite", r"y contains inf at y\[7, 0\]"),
    "nan in weights": (lambda: fit(sample_weight=with_value(np.ones((20, 1)), 3, 0)[:, 0]), "data_not_finite",
                       r"sample_weight contains nan at sample_weight\[3\]"),
    "large x": (lambda: fit(x=X * np.float32(1e20)), "data_too_large", r"x has values up to \d"),
    "large y": (lambda: fit(y=Y * np.float32(1e25)), "data_too_large", r"y has values up to \d"),
    "too large a rate": (lambda: fit(rate=1e6), "diverged", "Try a smaller learning rate"),
    "too large a rate in layers": (lambda: fit([layers.Dense(9), layers.Dense(9)], rate=1e3), "diverged", "learning rate"),
    "padding only": (lambda: fit([layers.Embedding(4, 2, mask_zero=True), layers.GlobalAveragePooling1D(name="mean")],
                                 WORDS, np.ones((4, 1)), shuffle=False),
                     "layer_not_finite", "the layer 'mean' gives nan for sample 2 of the batch"),
    "log of negative": (lambda: fit([layers.Lambda(keras.ops.log, name="log")]), "layer_not_finite",
                        "the layer 'log' gives nan for sample"),
    "0 / 0": (lambda: fit([layers.Lambda(ratio, name="share")], with_value(np.abs(X), 4, slice(None), 0), shuffle=False),
              "layer_not_finite", "the layer 'share' gives nan for sample 4"),
    "log of a negative prediction": (lambda: fit(loss="poisson"), "loss_not_defined",
                                     "poisson is not defined for these predictions"),
    "own loss": (lambda: fit(loss=lambda t, p: keras.ops.log(p - 1e3)), "loss_not_defined", "is not defined"),
}


@pytest.mark.parametrize(("run", "code", "message"), CASES.values(), ids=CASES)
def test_the_cause_is_named(run, code, message):
    with pytest.raises(ProblemError, match=message) as caught:
        run()
    assert caught.value.problem.code == code
    assert ("learning rate" in str(caught.value)) == (code == "diverged")


def test_the_column_of_a_table_is_named():
    pd = pytest.importorskip("pandas")
    with pytest.raises(ProblemError, match=r"x contains nan at x\[13, 'age'\]"):
        fit(x=pd.DataFrame(with_value(X, 13, 2), columns=["height", "weight", "age"]))


def test_a_value_in_a_generator_is_named_by_its_place_in_the_batch():
    def batches():
        while True:
            yield with_value(X[:5], 4, 1), Y[:5]

    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ProblemError, match=r"x contains nan at x\[4, 1\]"):
        model.fit(batches(), steps_per_epoch=2, verbose=0)


def test_train_on_batch_names_the_cause():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ProblemError, match=r"x contains nan at x\[13, 2\]"):
        model.train_on_batch(with_value(X, 13, 2), Y)
