"""The embedded sets hold the recorded data, and load_data splits them as Keras splits its own."""

from importlib import import_module

import numpy as np
import pytest

from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Embedded
from engine.datasets.embedded.loader import FILES, read_embedded

# name, rows, sample shape, minimum, maximum, sum of x, rows per class (for a regression: mean of y)
FACTS = [
    ("digits", 1797, (8, 8), 0, 16, 561718, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    ("iris", 150, (4,), 0.1, 7.9, 2078.7, [50, 50, 50]),
    ("wine", 178, (13,), 0.13, 1680, 159975.295999, [59, 71, 48]),
    ("breast_cancer", 569, (30,), 0, 4254, 1056474.459636, [212, 357]),
    ("diabetes", 442, (10,), -0.13776723, 0.19878799, 0.0, 152.13348416),
]


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts[0])
def test_arrays_have_the_recorded_statistics(facts):
    name, rows, sample, minimum, maximum, total, labels = facts
    data = read_embedded(name)
    assert data.x.shape == (rows, *sample)
    assert data.x.min() == pytest.approx(minimum)
    assert data.x.max() == pytest.approx(maximum)
    assert data.x.sum(dtype="float64") == pytest.approx(total, abs=1e-3)
    if data.class_names:
        assert np.bincount(data.y).tolist() == labels
        assert len(data.class_names) == len(labels)
    else:
        assert data.y.mean(dtype="float64") == pytest.approx(labels)
    assert len(data.feature_names) == np.prod(sample)


def test_every_embedded_set_has_its_facts():
    assert {facts[0] for facts in FACTS} == {name for name, dataset in CATALOG.items() if isinstance(dataset, Embedded)}


def test_diabetes_is_the_scaled_version():
    x = read_embedded("diabetes").x.astype("float64")
    np.testing.assert_allclose(x.sum(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose((x**2).sum(axis=0), 1, atol=1e-6)


@pytest.mark.parametrize("name", [fact[0] for fact in FACTS])
def test_load_data_splits_all_rows_once(name):
    load_data = import_module(f"engine.datasets.{name}").load_data
    (x_train, y_train), (x_test, y_test) = load_data(test_split=0.25)
    data = read_embedded(name)
    assert len(x_test) == len(y_test) == len(data.x) - int(len(data.x) * 0.75)
    both = np.concatenate([x_train, x_test]).reshape(len(data.x), -1)
    order = np.lexsort(both.T)
    expected = data.x.reshape(len(data.x), -1)
    np.testing.assert_array_equal(both[order], expected[np.lexsort(expected.T)])
    assert np.concatenate([y_train, y_test]).sum() == pytest.approx(data.y.sum())


def test_load_data_depends_on_the_seed_only():
    from engine.datasets.iris import load_data

    (x, y), _ = load_data()
    (again, _), _ = load_data(seed=113)
    (other, _), _ = load_data(seed=114)
    np.testing.assert_array_equal(x, again)
    assert (x != other).any()
    assert len(set(y[:20].tolist())) == 3


def test_shared_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        read_embedded("digits").x[0] = 1


def test_files_are_small_and_all_used():
    names = {path.stem for path in FILES.glob("*.npz")}
    assert names == {name for name, entry in CATALOG.items() if type(entry).__name__ in {"Embedded", "SmallVersion"}}
    assert sum(path.stat().st_size for path in FILES.glob("*.npz")) < 150_000
