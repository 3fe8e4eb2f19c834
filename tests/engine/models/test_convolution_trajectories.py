"""Convolutional models train as in Keras: with the same initial weights, the same results after many updates."""

from pathlib import Path

import numpy as np
import pytest
from convolution_scenarios import SCENARIOS
from fit_scenarios import run

import engine as keras

FILE = Path(__file__).parents[2] / "golden" / "convolution_fits.npz"


@pytest.fixture(scope="module")
def recorded():
    return dict(np.load(FILE))


@pytest.mark.parametrize("name", SCENARIOS)
def test_trains_as_keras(name, recorded):
    expected = {key.split("|")[1]: value for key, value in recorded.items() if key.split("|")[0] == name}
    actual = run(keras, SCENARIOS[name])
    assert list(actual) == list(expected)
    for key, value in actual.items():
        np.testing.assert_allclose(value, expected[key], rtol=1e-4, atol=1e-5, err_msg=key)
