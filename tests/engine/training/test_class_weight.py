"""``class_weight``: one label per sample, as indices or one-hot rows; labels per time step are refused, as in Keras."""

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import ProblemError
from engine.utils.py_dataset import PyDataset

rng = np.random.default_rng(4)
X = rng.normal(size=(6, 4, 3)).astype("float32")
LABELS = rng.integers(0, 3, (6, 4))
CLASS_WEIGHT = {0: 1.0, 1: 3.0, 2: 0.5}


def model(units, loss, *, flat=False):
    below = [layers.Flatten()] if flat else []
    activation = "sigmoid" if units == 1 else "softmax"
    built = keras.Sequential([keras.Input((4, 3)), *below, layers.Dense(units, activation=activation)])
    built.compile("sgd", loss)
    return built


class Batches(PyDataset):
    def __init__(self, *arrays):
        super().__init__()
        self.arrays = arrays

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return tuple(array[3 * index:3 * index + 3] for array in self.arrays)


@pytest.mark.parametrize(("units", "loss", "y"), [
    (3, "sparse_categorical_crossentropy", LABELS), (3, "sparse_categorical_crossentropy", LABELS[..., None]),
    (3, "categorical_crossentropy", np.eye(3)[LABELS]), (1, "binary_crossentropy", LABELS > 0),
    (1, "binary_crossentropy", (LABELS > 0)[..., None]),
], ids=["indices", "column", "one-hot", "binary", "binary column"])
def test_labels_of_steps_are_refused(units, loss, y):
    for run in (lambda: model(units, loss).fit(X, y, class_weight=CLASS_WEIGHT, verbose=0),
                lambda: model(units, loss).fit(Batches(X, y), class_weight=CLASS_WEIGHT, verbose=0),
                lambda: model(units, loss).train_on_batch(X, y, class_weight=CLASS_WEIGHT)):
        with pytest.raises(ProblemError, match="one label per sample"):
            run()


@pytest.mark.parametrize("y", [LABELS[:, 0], LABELS[:, :1], np.eye(3)[LABELS[:, 0]]], ids=["flat", "column", "one-hot"])
def test_labels_of_samples_are_weighted(y):
    loss = "categorical_crossentropy" if y.shape[-1] == 3 else "sparse_categorical_crossentropy"
    weighted = model(3, loss, flat=True)
    expected = weighted.evaluate(X, y, sample_weight=np.array([1, 3, 0.5])[LABELS[:, 0]], verbose=0)
    assert weighted.train_on_batch(X, y, class_weight=CLASS_WEIGHT) == pytest.approx(expected, rel=1e-5)
