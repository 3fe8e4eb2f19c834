"""The engine trains as real Keras did: the same code, the same first weights, the same numbers after many updates."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

import engine as keras

GOLDEN = Path(__file__).parents[2] / "golden"


def scenarios_module():
    spec = spec_from_file_location("fit_scenarios", GOLDEN / "fit_scenarios.py")
    module = sys.modules["fit_scenarios"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MODULE = scenarios_module()


@pytest.fixture(scope="module")
def recorded():
    return dict(np.load(GOLDEN / "fits.npz"))


@pytest.mark.parametrize("name", MODULE.SCENARIOS)
def test_trains_as_keras(name, recorded):
    expected = {key.split("|")[1]: value for key, value in recorded.items() if key.split("|")[0] == name}
    found = MODULE.run(keras, MODULE.SCENARIOS[name])
    assert list(found) == list(expected)
    for key, value in found.items():
        np.testing.assert_allclose(value, expected[key], rtol=1e-4, atol=1e-5, err_msg=key)
