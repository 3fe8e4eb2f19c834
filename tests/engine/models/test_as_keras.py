"""Sequential prints and returns what real Keras did for the same code (recorded by tests/golden/record_models.py)."""

import json
from pathlib import Path

import pytest
from model_scenarios import SCENARIOS as RETURNING
from nested_scenarios import SCENARIOS as NESTED
from print_scenarios import SCENARIOS as PRINTING

import engine as keras

RECORDED = json.loads((Path(__file__).parents[2] / "golden" / "models.json").read_text("utf-8"))
SCENARIOS = {**RETURNING, **PRINTING, **NESTED}


def close(actual, expected):
    """Equal up to the last digit of numbers."""
    if isinstance(expected, float):
        return actual == pytest.approx(expected, rel=1e-3, abs=2e-4)
    if isinstance(expected, dict):
        return list(actual) == list(expected) and all(close(actual[name], expected[name]) for name in expected)
    if isinstance(expected, list):
        return len(actual) == len(expected) and all(map(close, actual, expected))
    return actual == expected


@pytest.mark.parametrize("name", RECORDED)
def test_matches_keras(name):
    keras.utils.clear_session()
    actual = json.loads(json.dumps(SCENARIOS[name](keras)))
    if not close(actual, RECORDED[name]):
        assert actual == RECORDED[name]


def test_every_scenario_is_recorded():
    assert set(SCENARIOS) == set(RECORDED)
