"""Every last activation with every crossentropy trains as in Keras on TensorFlow: losses, metrics, weights, warnings."""

import json
from pathlib import Path

import numpy as np
import pytest
from crossentropy_scenarios import SCENARIOS, run

import engine as keras

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "crossentropies.json").read_text())


@pytest.mark.parametrize("name", SCENARIOS)
def test_as_keras(name: str) -> None:
    results, warned = run(keras, name)
    expected = GOLDEN[name]
    assert sorted(results) == sorted(expected["values"])
    for key, values in expected["values"].items():
        np.testing.assert_allclose(results[key], values, rtol=2e-3, atol=2e-4, err_msg=key)
    assert warned == expected["warnings"]
