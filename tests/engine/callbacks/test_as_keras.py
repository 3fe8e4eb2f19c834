"""Callbacks, generators and PyDatasets do what they do in real Keras (recorded by tests/golden/record_callbacks.py)."""

import json
from pathlib import Path

import pytest
from callback_scenarios import SCENARIOS as CALLBACKS
from stream_scenarios import SCENARIOS as STREAMS

import engine as keras

RECORDED = json.loads((Path(__file__).parents[2] / "golden" / "callbacks.json").read_text("utf-8"))
SCENARIOS = {**CALLBACKS, **STREAMS}
UNSAID = "ignore:(Your input ran out of data|Learning rate reduction|Early stopping conditioned|Can save best)"


def differences(found, expected, path=""):
    """Where two recordings differ, but for the last digit of numbers."""
    if isinstance(expected, float) and isinstance(found, float | int):
        return [] if found == pytest.approx(expected, rel=1e-3, abs=2e-4) else [(path, found, expected)]
    if isinstance(expected, dict) and isinstance(found, dict) and list(found) == list(expected):
        return [d for name in expected for d in differences(found[name], expected[name], f"{path}.{name}")]
    if isinstance(expected, list) and isinstance(found, list) and len(found) == len(expected):
        return [d for i, e in enumerate(expected) for d in differences(found[i], e, f"{path}[{i}]")]
    return [] if found == expected else [(path, found, expected)]


@pytest.mark.filterwarnings(UNSAID)
@pytest.mark.parametrize("name", RECORDED)
def test_does_as_keras(name):
    keras.utils.clear_session()
    assert differences(json.loads(json.dumps(SCENARIOS[name](keras))), RECORDED[name]) == []


def test_every_scenario_is_recorded():
    assert set(SCENARIOS) == set(RECORDED)
