"""A learner's own classes train to the numbers of Keras; recorded by tests/golden/record_own_classes.py."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import engine as keras

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.append(str(GOLDEN))
from own_class_scenarios import SEPARATE, train
from own_layer_scenarios import own_layers, own_models

RECORDED = json.loads((GOLDEN / "own_classes.json").read_text())
GROUPS = (*SEPARATE, own_layers, own_models)
NAMES = [name for group in GROUPS for name in group(keras)]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_those_of_keras(name):
    scenario = {name: scenario for group in GROUPS for name, scenario in group(keras).items()}[name]
    results = train(keras, scenario)
    assert set(results) == set(RECORDED[name])
    for key, expected in RECORDED[name].items():
        np.testing.assert_allclose(results[key], expected, rtol=2e-3, atol=4e-4, err_msg=key)


def test_every_scenario_is_recorded():
    assert sorted(NAMES) == sorted(RECORDED)
