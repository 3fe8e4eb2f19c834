"""Models of sequences train as in Keras: masks, states, directions, wrapped layers."""

from pathlib import Path

import numpy as np
import pytest
from sequence_scenarios import SCENARIOS, run

import engine as keras

FILE = Path(__file__).parents[2] / "golden" / "sequences.npz"


@pytest.fixture(scope="module")
def recorded():
    return dict(np.load(FILE))


@pytest.mark.filterwarnings("ignore:Layer 'flatten:UserWarning")  # as in Keras: Flatten drops the mask
@pytest.mark.parametrize("name", SCENARIOS)
def test_trains_as_keras(name, recorded):
    expected = {key.split("|")[1]: value for key, value in recorded.items() if key.split("|")[0] == name}
    actual = run(keras, SCENARIOS[name])
    assert list(actual) == list(expected)
    for key, value in actual.items():
        np.testing.assert_allclose(value, expected[key], rtol=1e-4, atol=2e-5, err_msg=key)
