"""The catalogue describes each set as it is loaded."""

import math
from collections import Counter

import numpy as np
import pytest

from engine import datasets
from engine.datasets.catalog import CATALOG, SETS
from engine.datasets.dataset import Remote
from engine.errors import ProblemError

EMBEDDED = [name for name, entry in CATALOG.items() if entry.embedded]


def test_names_are_unique():
    assert [name for name, count in Counter(dataset.name for dataset in SETS).items() if count > 1] == []


def test_every_public_data_set_is_in_the_catalogue():
    """Besides two that Keras has and the notebook does not offer."""
    assert {*datasets.__all__} - {*CATALOG} == {"boston_housing", "cifar100"}


@pytest.mark.parametrize("name", EMBEDDED)
def test_an_embedded_set_fits_its_description(name):
    entry = CATALOG[name]
    samples = entry.load(seed=3)
    assert entry.available()
    assert entry.stand_in is None
    assert samples.x_train.shape[1:] == entry.shape
    scaled = entry.load(seed=3, scale=True)
    for part in (samples.x_train, samples.x_test, scaled.x_train, scaled.x_test):
        assert part.dtype == ("int32" if entry.kind == "sequence" else "float32")
    if entry.task == "regression":
        assert entry.class_names == ()
        assert samples.y_train.dtype == np.float32
    else:
        assert samples.y_train.dtype == np.int64
        assert set(samples.y_train.tolist()) == set(range(len(entry.class_names)))
        assert (entry.task == "binary") == (len(entry.class_names) == 2)
    if entry.kind not in ("image", "sequence"):
        assert len(entry.feature_names) == math.prod(entry.shape)


@pytest.mark.parametrize("name", [name for name, entry in CATALOG.items() if not entry.embedded])
def test_a_downloaded_set_has_a_similar_stand_in(name):
    entry = CATALOG[name]
    assert CATALOG[entry.stand_in].embedded
    assert len(CATALOG[entry.stand_in].class_names) == len(entry.class_names)
    options = entry.convert({})
    assert f"keras.datasets.{name}.load_data(" in entry.code(0, **options) or name == "nsmc"
    if "n" in options:
        assert "n = 700" in entry.code(0, **{**options, "n": 700})


def test_images_are_scaled_by_default_and_tables_on_request():
    assert CATALOG["digits"].load().x_train.max() == 1
    assert CATALOG["digits"].load(scale=False).x_train.max() == 16
    assert CATALOG["wine"].load().x_train.max() > 1000
    scaled = CATALOG["wine"].load(scale=True)
    np.testing.assert_allclose(scaled.x_train.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.x_train.std(axis=0), 1, atol=1e-5)


def test_the_same_seed_gives_the_same_samples():
    for name in EMBEDDED:
        if CATALOG[name].has_test_split:
            continue
        first, again, other = (CATALOG[name].load(seed=seed) for seed in (5, 5, 6))
        np.testing.assert_array_equal(first.x_train, again.x_train)
        assert (first.x_train != other.x_train).any()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n": 5}, "too_small"),
        ({"n": 10**9}, "too_large"),
        ({"noise": "a"}, "not_a_number"),
        ({"nose": 1}, "unknown_argument"),
    ],
)
def test_invalid_options_are_refused(options, code):
    with pytest.raises(ProblemError) as caught:
        CATALOG["spiral"].load(options)
    assert caught.value.problem.code == code


def test_options_change_the_set():
    samples = CATALOG["line"].load({"n": 40, "noise": 0}, validation=0, test=0)
    assert samples.x_train.shape == (40, 1)
    np.testing.assert_array_equal(samples.y_train, 2 * samples.x_train)


def test_sets_that_are_not_embedded_can_be_downloaded():
    names = [name for name, dataset in CATALOG.items() if not dataset.embedded]
    assert {"mnist", "imdb", "reuters", "nsmc"} <= {*names}
    assert [name for name in names if not isinstance(CATALOG[name], Remote)] == []
