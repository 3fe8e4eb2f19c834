"""Data adapters: arrays, generators, PyDatasets and iterables yield the same batches through one interface."""

import pickle

import numpy as np
import pytest

from engine.training.data_adapters import get_data_adapter, get_training_adapters, get_validation_adapter
from engine.training.data_adapters.batch import Batch
from engine.training.fit_config import FitConfig
from engine.utils.py_dataset import PyDataset

X = np.arange(20, dtype="float32").reshape(10, 2)
Y = np.arange(10)
SIZE = 4
CONFIG = FitConfig(batch_size=SIZE, shuffle=False)


def batches():
    return [(X[i:i + SIZE], Y[i:i + SIZE]) for i in range(0, 10, SIZE)]


class Rows(PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return batches()[index]


class Endless:
    """An iterable without a length."""

    def __iter__(self):
        return iter(batches())


SOURCES = {
    "arrays": lambda: (X, Y), "generator": lambda: ((batch for batch in batches()),), "PyDataset": lambda: (Rows(),),
    "iterable": lambda: (Endless(),),
}
EVERY_SOURCE = pytest.mark.parametrize("arguments", SOURCES.values(), ids=SOURCES)


def labels(yielded):
    return [batch.y.tolist() for batch in yielded]


EXPECTED = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


@EVERY_SOURCE
def test_batches_come_in_order(arguments):
    data = get_data_adapter(*arguments())
    np.testing.assert_array_equal(data.sample.x[:SIZE], X[:SIZE])
    assert data.num_batches(SIZE) in (3, None)
    assert labels(data.batches(SIZE, 3)) == EXPECTED


@EVERY_SOURCE
def test_fewer_batches_than_steps_warn(arguments):
    with pytest.warns(UserWarning, match="ran out of data"):
        assert labels(get_data_adapter(*arguments()).batches(SIZE, 5)) == EXPECTED


@EVERY_SOURCE
def test_training_batches_continue_until_the_data_end(arguments):
    data, _ = get_training_adapters(*(*arguments(), None)[:2], None, None, 0)
    pulled = []
    for step in range(3):
        assert not (step and data.is_exhausted(CONFIG, 0, step))
        pulled.append(data.training_batch(CONFIG, 0, step))
    assert labels(pulled) == EXPECTED
    assert data.is_exhausted(CONFIG, 0, 3) or data.training_batch(CONFIG, 0, 3) is None


@pytest.mark.parametrize("validation_data", [(X, Y), Rows(), Endless()], ids=["arrays", "PyDataset", "iterable"])
def test_every_evaluation_begins_with_the_first_batch(validation_data):
    data = get_validation_adapter(validation_data, 2, SIZE)
    assert data.num_batches(SIZE) == 2
    for _ in range(2):
        assert labels(data.evaluation_batch(SIZE, step) for step in range(2)) == EXPECTED[:2]


@EVERY_SOURCE
def test_map_applies_to_every_batch_and_to_the_sample(arguments):
    mapped = get_data_adapter(*arguments()).map(lambda batch: Batch(batch.x, -batch.y)).map(
        lambda batch: Batch(batch.x, batch.y - 1))
    assert mapped.sample.y[:SIZE].tolist() == [-1, -2, -3, -4]
    assert labels(mapped.batches(SIZE, 3)) == [[-1 - y for y in row] for row in EXPECTED]


def test_only_arrays_know_the_number_of_samples():
    assert [get_data_adapter(*arguments()).num_samples for arguments in SOURCES.values()] == [10, None, None, None]


def test_an_epoch_of_fewer_steps_continues_the_pass():
    config = FitConfig(batch_size=SIZE, shuffle=False, steps_per_epoch=2)
    data = get_data_adapter(X, Y)
    assert labels([data.training_batch(config, epoch, 0) for epoch in range(3)]) == [EXPECTED[0], EXPECTED[2], EXPECTED[0]]


def test_pickled_arrays_give_the_same_shuffled_batches():
    config = FitConfig(batch_size=SIZE, seed=3)
    data = get_data_adapter(X, Y)
    first = [data.training_batch(config, 1, step) for step in range(3)]
    restored = pickle.loads(pickle.dumps(data))
    assert labels(first) == labels(restored.training_batch(config, 1, step) for step in range(3))
    assert labels(first) != EXPECTED
