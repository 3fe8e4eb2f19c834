"""Sequential prints and returns what real Keras did for the same code (recorded by tests/golden/record_models.py)."""

import json
from pathlib import Path

import pytest
from model_scenarios import SCENARIOS as RETURNING
from print_scenarios import SCENARIOS as PRINTING

import engine as keras

RECORDED = json.loads((Path(__file__).parents[2] / "golden" / "models.json").read_text("utf-8"))
SCENARIOS = {**RETURNING, **PRINTING}


def close(found, expected):
    """Equal, but for the last digit of numbers."""
    if isinstance(expected, float):
        return found == pytest.approx(expected, rel=1e-3, abs=2e-4)
    if isinstance(expected, dict):
        return list(found) == list(expected) and all(close(found[name], expected[name]) for name in expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(close, found, expected))
    return found == expected


@pytest.mark.parametrize("name", RECORDED)
def test_does_as_keras(name):
    keras.utils.clear_session()
    found = json.loads(json.dumps(SCENARIOS[name](keras)))
    if not close(found, RECORDED[name]):
        assert found == RECORDED[name]


def test_every_scenario_is_recorded():
    assert set(SCENARIOS) == set(RECORDED)
