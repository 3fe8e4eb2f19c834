"""Callbacks, generators and PyDatasets do what they do in real Keras (recorded by tests/golden/record_callbacks.py)."""

import json
from pathlib import Path

import pytest
from callback_scenarios import SCENARIOS as CALLBACKS
from stream_scenarios import SCENARIOS as STREAMS

import engine as keras

RECORDED = json.loads((Path(__file__).parents[2] / "golden" / "callbacks.json").read_text("utf-8"))
SCENARIOS = {**CALLBACKS, **STREAMS}
EXPECTED_WARNINGS = "ignore:(Your input ran out of data|Learning rate reduction|Early stopping conditioned|Can save best)"


def differences(actual, expected, path=""):
    """The paths at which two recordings differ, up to the last digit of numbers."""
    if isinstance(expected, float) and isinstance(actual, float | int):
        return [] if actual == pytest.approx(expected, rel=1e-3, abs=2e-4) else [(path, actual, expected)]
    if isinstance(expected, dict) and isinstance(actual, dict) and list(actual) == list(expected):
        return [d for name in expected for d in differences(actual[name], expected[name], f"{path}.{name}")]
    if isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        return [d for i, e in enumerate(expected) for d in differences(actual[i], e, f"{path}[{i}]")]
    return [] if actual == expected else [(path, actual, expected)]


@pytest.mark.filterwarnings(EXPECTED_WARNINGS)
@pytest.mark.parametrize("name", RECORDED)
def test_matches_keras(name):
    keras.utils.clear_session()
    assert differences(json.loads(json.dumps(SCENARIOS[name](keras))), RECORDED[name]) == []


def test_every_scenario_is_recorded():
    assert set(SCENARIOS) == set(RECORDED)
